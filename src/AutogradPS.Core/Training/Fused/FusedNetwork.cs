using AutogradPS.Errors;
using AutogradPS.Networks.Layers;
using AutogradPS.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>
/// A network of fully connected layers and 2-d convolutions, transposed ones included, with ReLU, LeakyReLU, tanh or nothing behind each: what <see cref="FusedChain"/>
/// computes. The sizes of its images are known once it sees a sample.
/// </summary>
internal sealed class FusedNetwork
{
    private readonly IReadOnlyList<Step> steps;
    private (IReadOnlyList<long> Shape, FusedLayers Layers)? bound;

    private FusedNetwork(IReadOnlyList<Step> steps)
    {
        this.steps = steps;
        Layers = [.. steps.OfType<Affine>()];
    }

    /// <summary>The layers, from input to output.</summary>
    public IReadOnlyList<Affine> Layers { get; }

    /// <summary>Reads a network.</summary>
    /// <returns>Null for any other network, and where the processor lacks what <see cref="ProductKernel"/> needs.</returns>
    public static FusedNetwork? Read(nn.Module<Tensor, Tensor> network)
    {
        if (!ProductKernel.IsSupported) return null;
        var steps = new List<Step>();
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
                case ReLU or LeakyReLU { negative_slope: >= 0 and <= 1 } or Tanh when LastWithoutActivation(steps) is { } open:
                    steps[open] = (Affine)steps[open] with { Activation = module switch { ReLU => new(0), LeakyReLU leaky => new((float)leaky.negative_slope), _ => new(1, IsTanh: true) } };
                    break;
                default:
                    if (AffineOf(module) is not { } affine || !IsPlain(affine.Weight) || !IsPlain(affine.Bias)) return null;
                    steps.Add(affine);
                    break;
            }
        }
        var read = new FusedNetwork(steps);
        bool complete = read.Layers.Count > 0 && network.parameters().Count() == 2 * read.Layers.Count && network.parameters().All(p => p.requires_grad) && !network.buffers().Any();
        return complete && read.IsChained() ? read : null;
    }

    /// <summary>The layers for samples of a shape.</summary>
    /// <param name="sampleShape">The shape of one sample.</param>
    /// <exception cref="AutogradPSException">InvalidNetworkInput: the network does not take such samples.</exception>
    public FusedLayers For(IReadOnlyList<long> sampleShape)
    {
        if (bound is { } made && made.Shape.SequenceEqual(sampleShape)) return made.Layers;
        FusedLayers layers = new FusedBinding(sampleShape).Bind(steps);
        bound = (sampleShape, layers);
        return layers;
    }

    // Whether each layer takes as many values or channels as the one before gives, in a shape that it can have.
    private bool IsChained()
    {
        Affine? before = null;
        int? dimensions = null; // of a sample, where they are known
        foreach (Step step in steps)
        {
            if (step is Reshape reshape)
            {
                // Into another image, the values that a convolution has made would have to move.
                if (reshape.Shape.Count > 1 && before is { Window: not null }) return false;
                dimensions = reshape.Shape.Count;
                continue;
            }
            var layer = (Affine)step;
            int needed = layer.Window is null ? 1 : 3;
            if (dimensions is { } known && known != needed) return false;
            bool fits = (before, layer) switch
            {
                (null, _) => true,
                ({ Window: null }, { Window: not null }) => before.Outputs % layer.Inputs == 0,
                ({ Window: not null }, { Window: null }) => layer.Inputs % before.Outputs == 0,
                _ => before.Outputs == layer.Inputs,
            };
            if (!fits) return false;
            (before, dimensions) = (layer, needed);
        }
        return true;
    }

    // An activation acts on every value: between it and its layer the shape may change.
    private static int? LastWithoutActivation(List<Step> steps)
    {
        int last = steps.FindLastIndex(step => step is Affine);
        return last >= 0 && ((Affine)steps[last]).Activation is null ? last : null;
    }

    private static Affine? AffineOf(nn.Module module) => module switch
    {
        Linear { bias: { } bias } linear => new Affine(linear.weight, bias, null),
        Conv2d { bias: { } bias, groups: 1, padding_mode: PaddingModes.Zeros, padding: { } padding } conv when conv.dilation.All(d => d == 1) =>
            new Affine(conv.weight, bias, new Window(conv.stride, padding)),
        TransposedConvolution { Bias: { } bias, IsPlain: true } transposed => new Affine(transposed.Weight, bias, new Window(transposed.Stride, transposed.Padding, transposed.OutputPadding)),
        _ => null,
    };

    private static bool IsPlain(Tensor tensor) => tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous();

    private static IEnumerable<nn.Module> Flat(nn.Module module) => module is Sequential or Networks.Network ? module.children().SelectMany(Flat) : [module];

    /// <summary>A step on the way through.</summary>
    internal abstract record Step;

    /// <summary>Another shape of a sample: [-1] for all values in one dimension.</summary>
    internal sealed record Reshape(IReadOnlyList<long> Shape) : Step;

    /// <summary>A layer with a weight.</summary>
    /// <param name="Weight">The weight.</param>
    /// <param name="Bias">The bias.</param>
    /// <param name="Window">How the windows of a convolution lie; null for a fully connected layer.</param>
    internal sealed record Affine(Tensor Weight, Tensor Bias, Window? Window) : Step
    {
        /// <summary>What stands behind it; null while nothing was found.</summary>
        public FusedActivation? Activation { get; init; }

        /// <summary>Values, or channels, that go in.</summary>
        public long Inputs => Weight.shape[Window is { IsTransposed: true } ? 0 : 1];

        /// <summary>Values, or channels, that come out.</summary>
        public long Outputs => Bias.shape[0];
    }

    /// <summary>How the windows of a convolution lie; those of a transposed one with the values that are added at the end.</summary>
    internal sealed record Window(IReadOnlyList<long> Stride, IReadOnlyList<long> Padding, IReadOnlyList<long>? OutputPadding = null)
    {
        /// <summary>Whether it is a transposed one's.</summary>
        public bool IsTransposed => OutputPadding is not null;
    }
}
