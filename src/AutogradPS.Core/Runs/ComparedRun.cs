namespace AutogradPS.Runs;

/// <summary>One run among others: what sets it apart, and how far it came.</summary>
public sealed class ComparedRun
{
    internal ComparedRun(WganRun source, IReadOnlyDictionary<string, object?> differences, IReadOnlyDictionary<string, object?> metrics) =>
        (Source, Differences, Metrics) = (source, differences, metrics);

    /// <summary>The name of the run.</summary>
    public string Name => Source.Name;

    /// <summary>What it does, or how it ended.</summary>
    public RunState Status => Source.Status;

    /// <summary>Generator iterations done.</summary>
    public long Iteration => Source.Iteration;

    /// <summary>The settings that are not the same in all runs, as text: "Lambda 10, Seed 2".</summary>
    public string Difference => string.Join(", ", Differences.Select(d => FormattableString.Invariant($"{d.Key} {d.Value ?? "(none)"}")));

    /// <summary>The full path of its directory.</summary>
    public string Path => Source.Path;

    /// <summary>The run itself.</summary>
    public WganRun Source { get; }

    /// <summary>The settings that are not the same in all runs, by name; null where this run has no such setting.</summary>
    public IReadOnlyDictionary<string, object?> Differences { get; }

    /// <summary>The last value of every metric that one of the runs has; null where this one does not.</summary>
    public IReadOnlyDictionary<string, object?> Metrics { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
