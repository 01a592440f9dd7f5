using AutogradPS.Errors;
using static AutogradPS.Training.Fused.FusedStep;

namespace AutogradPS.Training.Fused;

/// <summary>
/// A network of fully connected layers, 2-d convolutions (transposed ones included) and residual blocks without norms, with ReLU, LeakyReLU, tanh or nothing behind each:
/// what <see cref="FusedChain"/> computes. The sizes of its images are known once it sees a sample.
/// </summary>
internal sealed class FusedNetwork
{
    private readonly IReadOnlyList<FusedStep> steps;
    private (IReadOnlyList<long> Shape, FusedLayers Layers)? bound;

    /// <param name="steps">From input to output.</param>
    public FusedNetwork(IReadOnlyList<FusedStep> steps)
    {
        this.steps = steps;
        Layers = [.. steps.SelectMany(step => step switch { Affine layer => [layer], Residual block => block.Layers, _ => (Affine[])[] })];
    }

    /// <summary>The layers with weights, from input to output.</summary>
    public IReadOnlyList<Affine> Layers { get; }

    /// <summary>Whether the last step gives one score a sample.</summary>
    public bool EndsInScore => steps is [.., Affine { Window: null, Outputs: 1, Activation: null }];

    /// <summary>The gradient of the last weight without what goes into it, where the layer before it is fully connected too; null otherwise.</summary>
    public EulerGradient? OfLastWeight => EndsInScore && IsPiecewiseLinear && steps is [.., Affine { Window: null } hidden, Affine last] ? new EulerGradient(hidden, last) : null;

    /// <summary>Whether the network is linear wherever no activation changes its sign.</summary>
    public bool IsPiecewiseLinear => !steps.Any(step => step is Affine { Activation.IsTanh: true } or Activate { Activation.IsTanh: true });

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

    /// <summary>Whether it takes samples of a shape.</summary>
    public bool Takes(IReadOnlyList<long> sampleShape)
    {
        try
        {
            For(sampleShape);
            return true;
        }
        catch (AutogradPSException)
        {
            return false;
        }
    }

    /// <summary>Lets go of the layers, and of their memory.</summary>
    public void Forget() => bound = null;

    /// <summary>Whether each step takes as many values or channels as the one before gives, in a shape that it can have.</summary>
    public bool IsChained()
    {
        (long Count, bool IsImage)? before = null; // what the last layer gave: values, or channels
        int? dimensions = null; // of a sample, where they are known
        foreach (FusedStep step in steps)
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
}
