using AutogradPS.Training;

namespace AutogradPS.Runs;

/// <summary>What a training with several seeds was to do: the contents of series.json.</summary>
public sealed record SeriesConfig
{
    /// <summary>The version of this format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The series' name.</summary>
    public required string Series { get; init; }

    /// <summary>When it was first started, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>The seeds, each of which has a run.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>The resolved settings, with the first seed.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>The data that all runs learn from.</summary>
    public required RunConfig.DatasetInfo Dataset { get; init; }

    /// <summary>The command, as it was typed; null where there was none.</summary>
    public string? CommandLine { get; init; }
}
