using System.Diagnostics.CodeAnalysis;

namespace AutogradPS.Evaluation;

/// <summary>What a run's generator scored, and from which checkpoint: a row of the run's evaluation.csv.</summary>
public sealed record RunEvaluation : SampleQuality
{
    [SetsRequiredMembers]
    internal RunEvaluation(SampleQuality quality)
        : base(quality)
    {
    }

    /// <summary>The name of the run.</summary>
    public string Run { get; init; } = "";

    /// <summary>The run's directory.</summary>
    public string Path { get; init; } = "";

    /// <summary>When it was measured, UTC.</summary>
    public DateTime Time { get; init; }

    /// <summary>Generator iterations that the checkpoint had done.</summary>
    public long Iteration { get; init; }

    /// <summary>The name of the checkpoint's file.</summary>
    public string Checkpoint { get; init; } = "";

    /// <summary>The columns of evaluation.csv.</summary>
    internal IEnumerable<KeyValuePair<string, object?>> Row =>
    [
        new(nameof(Time), Time), new(nameof(Iteration), Iteration), new(nameof(Checkpoint), Checkpoint), new(nameof(Dataset), Dataset), new(nameof(SampleCount), SampleCount),
        new(nameof(SlicedWasserstein), SlicedWasserstein), new(nameof(SlicedWassersteinFloor), SlicedWassersteinFloor), new(nameof(Wasserstein), Wasserstein),
        new(nameof(WassersteinFloor), WassersteinFloor), new(nameof(MmdSquared), MmdSquared), new(nameof(MmdSquaredFloor), MmdSquaredFloor), new(nameof(Modes), Modes),
        new(nameof(ModeCount), ModeCount), new(nameof(HighQualityShare), HighQualityShare), new(nameof(Protocol), Protocol),
    ];
}
