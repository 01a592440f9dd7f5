using AutogradPS.Networks.Layers;
using AutogradPS.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static AutogradPS.Training.Fused.FusedStep;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>Reads a module as the steps that <see cref="FusedChain"/> computes.</summary>
internal static class FusedReader
{
    /// <summary>Reads a network.</summary>
    /// <returns>Null for any other network, and where the processor lacks what <see cref="ProductKernel"/> needs.</returns>
    public static FusedNetwork? Read(nn.Module<Tensor, Tensor> network)
    {
        if (!ProductKernel.IsSupported) return null;
        var steps = new List<FusedStep>();
        foreach (nn.Module module in Flat(network))
        {
            switch (module)
            {
                case Identity:
                    break;
                case Flatten { start_dim: 1, end_dim: -1 }:
                    steps.Add(new Reshape([-1]));
                    break;
                case Unflatten { dim: 1 } unflatten:
                    steps.Add(new Reshape([.. unflatten.unflattened_size]));
                    break;
                case ReLU or LeakyReLU { negative_slope: >= 0 and <= 1 } or Tanh when steps.FindLastIndex(step => step is not Reshape) is >= 0 and var last:
                    if (WithActivation(steps[last], module) is not { } active) return null;
                    if (active is Activate) steps.Add(active);
                    else steps[last] = active;
                    break;
                case ResidualBlock block:
                    if (ResidualOf(block) is not { } residual || !residual.Layers.All(IsPlain)) return null;
                    steps.Add(residual);
                    break;
                case AdaptiveAvgPool2d pool when pool.output_size.All(size => size == 1):
                    steps.Add(new Mean());
                    break;
                default:
                    if (AffineOf(module) is not { } affine || !IsPlain(affine)) return null;
                    steps.Add(affine);
                    break;
            }
        }
        var read = new FusedNetwork(steps);
        bool complete = read.Layers.Count > 0 && network.parameters().Count() == read.Layers.Sum(layer => layer.Parameters.Count()) && network.parameters().All(p => p.requires_grad) && !network.buffers().Any();
        return complete && read.IsChained() ? read : null;
    }

    // An activation acts on every value: between it and its layer the shape may change. Null behind another activation.
    private static FusedStep? WithActivation(FusedStep step, nn.Module module)
    {
        FusedActivation activation = module switch { ReLU => new(0), LeakyReLU leaky => new((float)leaky.negative_slope), _ => new(1, IsTanh: true) };
        return step switch
        {
            Affine { Activation: null } layer => layer with { Activation = activation },
            Residual or Mean => new Activate(activation),
            _ => null,
        };
    }

    private static Residual? ResidualOf(ResidualBlock block)
    {
        (nn.Module firstModule, nn.Module secondModule, nn.Module? shortcutModule) = block.Convolutions;
        if (block.HasNorm || block.Resample == "up" || AffineOf(firstModule) is not { } first || AffineOf(secondModule) is not { } second) return null;
        Affine? shortcut = shortcutModule is null ? null : AffineOf(shortcutModule);
        if (shortcutModule is not null && shortcut is null) return null;
        if (block.Resample == "none") return new Residual(first, second, shortcut, block.IsFirst);
        // Pooling commutes with a convolution of one tap.
        return new Residual(first, Pooled(second), Pooled(shortcut!), block.IsFirst);
    }

    private static Affine Pooled(Affine layer) => layer with { Window = layer.Window! with { IsPooled = true } };

    private static Affine? AffineOf(nn.Module module) => module switch
    {
        Linear linear => new Affine(linear.weight, linear.bias, null),
        Conv2d { groups: 1, padding_mode: PaddingModes.Zeros, padding: { } padding } conv when conv.dilation.All(d => d == 1) =>
            new Affine(conv.weight, conv.bias, new FusedWindow(conv.stride, padding)),
        TransposedConvolution { IsPlain: true } transposed => new Affine(transposed.Weight, transposed.Bias, new FusedWindow(transposed.Stride, transposed.Padding, transposed.OutputPadding)),
        _ => null,
    };

    private static bool IsPlain(Affine layer) => layer.Parameters.All(tensor => tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous());

    private static IEnumerable<nn.Module> Flat(nn.Module module) => module is Sequential or Networks.Network ? module.children().SelectMany(Flat) : [module];
}
