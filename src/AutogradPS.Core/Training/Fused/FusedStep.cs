using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>A step of a sample on its way through a network.</summary>
internal abstract record FusedStep
{
    /// <summary>Another shape of a sample: [-1] for all values in one dimension.</summary>
    internal sealed record Reshape(IReadOnlyList<long> Shape) : FusedStep;

    /// <summary>The mean of every channel.</summary>
    internal sealed record Mean : FusedStep;

    /// <summary>An activation that belongs to no layer with a weight.</summary>
    internal sealed record Activate(FusedActivation Activation) : FusedStep;

    /// <summary>A residual block without norms.</summary>
    /// <param name="First">Its first convolution.</param>
    /// <param name="Second">Its second one.</param>
    /// <param name="Shortcut">The convolution beside them; null for the input itself.</param>
    /// <param name="IsFirst">Whether it has no activation before its first convolution.</param>
    internal sealed record Residual(Affine First, Affine Second, Affine? Shortcut, bool IsFirst) : FusedStep
    {
        /// <summary>All convolutions.</summary>
        public Affine[] Layers => Shortcut is null ? [First, Second] : [First, Second, Shortcut];
    }

    /// <summary>A layer with a weight.</summary>
    /// <param name="Weight">The weight.</param>
    /// <param name="Bias">The bias; null for none.</param>
    /// <param name="Window">How the windows of a convolution lie; null for a fully connected layer.</param>
    internal sealed record Affine(Tensor Weight, Tensor? Bias, FusedWindow? Window) : FusedStep
    {
        /// <summary>What stands behind it; null while nothing was found.</summary>
        public FusedActivation? Activation { get; init; }

        /// <summary>Values, or channels, that go in.</summary>
        public long Inputs => Weight.shape[Window is { IsTransposed: true } ? 0 : 1];

        /// <summary>Values, or channels, that come out.</summary>
        public long Outputs => Weight.shape[Window is { IsTransposed: true } ? 1 : 0];

        /// <summary>What is trained of it.</summary>
        public IEnumerable<Tensor> Parameters => Bias is null ? [Weight] : [Weight, Bias];
    }
}
