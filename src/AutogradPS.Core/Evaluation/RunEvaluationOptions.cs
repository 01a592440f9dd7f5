using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Evaluation;

/// <summary>How a run's generator is measured.</summary>
public sealed record RunEvaluationOptions
{
    /// <summary>How many samples are generated.</summary>
    public long Count { get; init; } = 2500;

    /// <summary>The seed of the generator's noise.</summary>
    public long NoiseSeed { get; init; }

    /// <summary>Whether averaged weights are used where the run has some.</summary>
    public bool Ema { get; init; } = true;

    /// <summary>Where the samples are computed.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>From which checkpoint: latest, best, or an iteration's number.</summary>
    public string Checkpoint { get; init; } = CheckpointStore.Latest;

    /// <summary>A network of the generator's layers, which takes over the checkpoint's weights; null to make one from config.json.</summary>
    public nn.Module<Tensor, Tensor>? Generator { get; init; }

    /// <summary>How they are compared with data.</summary>
    public EvaluationOptions Comparison { get; init; } = new();
}
