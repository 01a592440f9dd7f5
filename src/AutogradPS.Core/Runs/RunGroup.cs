namespace AutogradPS.Runs;

/// <summary>Runs whose settings differ in the seed alone; or one run.</summary>
/// <param name="Runs">The runs.</param>
internal sealed record RunGroup(IReadOnlyList<WganRun> Runs)
{
    private const string Seed = "Seed";

    /// <summary>The name of the run, of the directory that the seeds have in common, or of the first run and how many more there are.</summary>
    public string Name
    {
        get
        {
            string[] parents = [.. Runs.Select(run => Path.GetDirectoryName(run.Path) ?? "").Distinct()];
            if (Runs.Count == 1) return Runs[0].Name;
            return parents is [var parent] && SeriesDirectory.IsSeries(parent) ? Path.GetFileName(parent) : $"{Runs[0].Name} and {Runs.Count - 1} more";
        }
    }

    /// <summary>The settings of the runs; the seed is the text of all of theirs.</summary>
    public IReadOnlyDictionary<string, object?> Settings => Runs.Count == 1 ? Runs[0].Settings : new Dictionary<string, object?>(Runs[0].Settings, StringComparer.OrdinalIgnoreCase)
    {
        [Seed] = string.Join(", ", Runs.Select(run => run.Settings.GetValueOrDefault(Seed))),
    };

    /// <summary>Puts runs together that differ in their seed, and keeps those apart that differ in nothing.</summary>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<WganRun> runs) =>
        [.. runs.GroupBy(KeyOf).SelectMany(group => Distinct(group) ? [new RunGroup([.. group])] : group.GroupBy(run => Path.GetDirectoryName(run.Path)).SelectMany(Apart))];

    /// <summary>The last metrics and what was measured last: of several runs the means, with standard deviations under the names ending in Std.</summary>
    public Dictionary<string, object?> Metrics(IEnumerable<string> names)
    {
        Dictionary<string, object?> metrics = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            object?[] values = [.. Runs.Select(run => run.Metrics.GetValueOrDefault(name) ?? run.Evaluation.GetValueOrDefault(name))];
            if (Runs.Count == 1)
            {
                metrics[name] = values[0];
                continue;
            }
            Spread? spread = Spread.Of(values.OfType<double>());
            metrics[name] = spread?.Mean;
            metrics[name + "Std"] = spread?.StandardDeviation;
        }
        return metrics;
    }

    private static IEnumerable<RunGroup> Apart(IEnumerable<WganRun> runs) => Distinct(runs) ? [new RunGroup([.. runs])] : runs.Select(run => new RunGroup([run]));

    private static bool Distinct(IEnumerable<WganRun> runs) => runs.Select(run => run.Settings.GetValueOrDefault(Seed)).Distinct().Count() == runs.Count();

    private static string KeyOf(WganRun run) => string.Join('\n', run.Settings
        .Where(setting => !setting.Key.Equals(Seed, StringComparison.OrdinalIgnoreCase))
        .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
        .Select(setting => FormattableString.Invariant($"{setting.Key}={setting.Value}")));
}
