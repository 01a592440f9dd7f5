using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>How samples are drawn from a run.</summary>
public sealed record SampleOptions
{
    /// <summary>latest, best, or an iteration's number.</summary>
    public string Checkpoint { get; init; } = CheckpointStore.Latest;

    /// <summary>Whether to draw with averaged weights where the run has some; false for the weights themselves.</summary>
    public bool Ema { get; init; } = true;

    /// <summary>Where they are computed.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>A network of the generator's layers, which takes over the checkpoint's weights; null to make one from config.json. Stays the caller's.</summary>
    public nn.Module<Tensor, Tensor>? Generator { get; init; }
}
