namespace AutogradPS.Runs;

/// <summary>One run among others, or runs that differ by their seed alone: what sets it apart, and how far it came.</summary>
public sealed class ComparedRun
{
    internal ComparedRun(RunGroup group, IReadOnlyDictionary<string, object?> differences, IReadOnlyDictionary<string, object?> metrics) =>
        (Sources, Name, Differences, Metrics) = (group.Runs, group.Name, differences, metrics);

    /// <summary>The name of the run; of several that of their common directory, or the first one's.</summary>
    public string Name { get; }

    /// <summary>How many runs it stands for: with more than one, metrics are means.</summary>
    public int Runs => Sources.Count;

    /// <summary>What it does, or how it ended: "Completed", or "Completed 2, Diverged 1" of several.</summary>
    public string Status => string.Join(", ", Sources.GroupBy(run => run.Status).Select(group => group.Count() == Sources.Count ? $"{group.Key}" : $"{group.Key} {group.Count()}"));

    /// <summary>Generator iterations done; of several runs the least.</summary>
    public long Iteration => Sources.Min(run => run.Iteration);

    /// <summary>The settings that are not the same in all runs, as text: "Lambda 10, Seed 2".</summary>
    public string Difference => string.Join(", ", Differences.Select(d => FormattableString.Invariant($"{d.Key} {d.Value ?? "(none)"}")));

    /// <summary>The full path of its directory; of several runs the first one's.</summary>
    public string Path => Source.Path;

    /// <summary>The run itself; of several the first.</summary>
    public WganRun Source => Sources[0];

    /// <summary>The runs that it stands for.</summary>
    public IReadOnlyList<WganRun> Sources { get; }

    /// <summary>The settings that are not the same in all runs, by name; null where this run has no such setting.</summary>
    public IReadOnlyDictionary<string, object?> Differences { get; }

    /// <summary>
    /// The last value of every metric that one of the runs has; null where this one does not. Of several runs the mean, and under the name
    /// with "Std" the standard deviation.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Metrics { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
