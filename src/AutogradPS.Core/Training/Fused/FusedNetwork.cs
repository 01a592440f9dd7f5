using AutogradPS.Errors;
using AutogradPS.Networks.Layers;
using AutogradPS.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>
/// A network of fully connected layers, 2-d convolutions (transposed ones included) and residual blocks without norms, with ReLU, LeakyReLU, tanh or nothing behind each:
/// what <see cref="FusedChain"/> computes. The sizes of its images are known once it sees a sample.
/// </summary>
internal sealed class FusedNetwork
{
    private readonly IReadOnlyList<Step> steps;
    private (IReadOnlyList<long> Shape, FusedLayers Layers)? bound;

    private FusedNetwork(IReadOnlyList<Step> steps)
    {
        this.steps = steps;
        Layers = [.. steps.SelectMany(step => step switch { Affine layer => [layer], Residual block => block.Layers, _ => (Affine[])[] })];
    }

    /// <summary>The layers with weights, from input to output.</summary>
    public IReadOnlyList<Affine> Layers { get; }

    /// <summary>Whether the last step gives one score a sample.</summary>
    public bool EndsInScore => steps is [.., Affine { Window: null, Outputs: 1, Activation: null }];

    /// <summary>Whether the network is linear wherever no activation changes its sign.</summary>
    public bool IsPiecewiseLinear => !steps.Any(step => step is Affine { Activation.IsTanh: true } or Activate { Activation.IsTanh: true });

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
                case ReLU or LeakyReLU { negative_slope: >= 0 and <= 1 } or Tanh when steps.FindLastIndex(step => step is not Reshape) is >= 0 and var last:
                    if (WithActivation(steps[last], module) is not { } active) return null;
                    if (active is Activate) steps.Add(active);
                    else steps[last] = active;
                    break;
                case ResidualBlock block:
                    if (ResidualOf(block) is not { } residual || !residual.Layers.All(layer => IsPlain(layer.Weight) && IsPlain(layer.Bias))) return null;
                    steps.Add(residual);
                    break;
                case AdaptiveAvgPool2d pool when pool.output_size.All(size => size == 1):
                    steps.Add(new Mean());
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

    /// <summary>Lets go of the layers, and of their memory.</summary>
    public void Forget() => bound = null;

    // Whether each step takes as many values or channels as the one before gives, in a shape that it can have.
    private bool IsChained()
    {
        (long Count, bool IsImage)? before = null; // what the last layer gave: values, or channels
        int? dimensions = null; // of a sample, where they are known
        foreach (Step step in steps)
        {
            if (step is Reshape reshape)
            {
                // Into another image, the values that a convolution has made would have to move.
                if (reshape.Shape.Count > 1 && before is { IsImage: true }) return false;
                dimensions = reshape.Shape.Count;
                continue;
            }
            (long inputs, long outputs, bool isImage) = step switch
            {
                Affine layer => (layer.Inputs, layer.Outputs, layer.Window is not null),
                Residual block => (block.First.Inputs, block.Second.Outputs, true),
                _ => (0, 0, true),
            };
            if (dimensions is { } known && known != (isImage ? 3 : 1)) return false;
            dimensions = isImage ? 3 : 1;
            if (inputs == 0)
            {
                // A mean, or an activation of its own, keeps the channels of the image that it must have before it.
                if (before is not { IsImage: true }) return false;
                continue;
            }
            if (before is { } given && !((given.IsImage, isImage) switch
            {
                (false, true) => given.Count % inputs == 0,
                (true, false) => inputs % given.Count == 0,
                _ => given.Count == inputs,
            })) return false;
            before = (outputs, isImage);
        }
        return true;
    }

    // An activation acts on every value: between it and its layer the shape may change. Null behind another activation.
    private static Step? WithActivation(Step step, nn.Module module)
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

    /// <summary>The mean of every channel.</summary>
    internal sealed record Mean : Step;

    /// <summary>An activation that belongs to no layer with a weight.</summary>
    internal sealed record Activate(FusedActivation Activation) : Step;

    /// <summary>A residual block without norms.</summary>
    /// <param name="First">Its first convolution.</param>
    /// <param name="Second">Its second one.</param>
    /// <param name="Shortcut">The convolution beside them; null for the input itself.</param>
    /// <param name="IsFirst">Whether it has no activation before its first convolution.</param>
    internal sealed record Residual(Affine First, Affine Second, Affine? Shortcut, bool IsFirst) : Step
    {
        /// <summary>All convolutions.</summary>
        public Affine[] Layers => Shortcut is null ? [First, Second] : [First, Second, Shortcut];
    }

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

    /// <summary>How the windows of a convolution lie; those of a transposed one with the values that are added at the end; and whether mean pooling of 2 x 2 follows.</summary>
    internal sealed record Window(IReadOnlyList<long> Stride, IReadOnlyList<long> Padding, IReadOnlyList<long>? OutputPadding = null, bool IsPooled = false)
    {
        /// <summary>Whether it is a transposed one's.</summary>
        public bool IsTransposed => OutputPadding is not null;
    }
}
