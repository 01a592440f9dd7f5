namespace AutogradPS.Runs;

/// <summary>Puts runs side by side.</summary>
public static class RunComparison
{
    // What these say is what a run did, not how well.
    internal static readonly string[] NotMetrics = ["Iteration", "Seed", "LearningRate"];
    private const string Protocol = "Protocol";
    private static readonly string[] NotScores = [Protocol, "Checkpoint", "EvaluatedIteration", "SampleCount"];

    /// <summary>Finds the settings that differ and brings the last metrics under the same names.</summary>
    /// <param name="runs">The runs; the result has their order.</param>
    /// <param name="eachSeed">Whether runs that differ in the seed alone stay apart, instead of becoming their mean.</param>
    public static IReadOnlyList<ComparedRun> Of(IReadOnlyList<WganRun> runs, bool eachSeed = false)
    {
        ArgumentNullException.ThrowIfNull(runs);
        IReadOnlyList<RunGroup> groups = eachSeed ? [.. runs.Select(run => new RunGroup([run]))] : RunGroup.Of(runs);
        string[] settings = [.. Names(runs, run => run.Settings).Where(name => groups.Select(group => group.Settings.GetValueOrDefault(name)).Distinct().Count() > 1)];
        // Another name is reason enough for another hash.
        if (settings.Contains("Dataset")) settings = [.. settings.Where(name => name != "DatasetFingerprint")];
        string[] metrics = [.. Names(runs, run => run.Metrics).Except(NotMetrics), .. Names(runs, run => run.Evaluation).Except(NotScores)];
        return [.. groups.Select(group => new ComparedRun(group, Pick(group.Settings, settings), Measured(group, metrics)))];
    }

    private static IEnumerable<string> Names(IReadOnlyList<WganRun> runs, Func<WganRun, IReadOnlyDictionary<string, object?>> of) =>
        runs.SelectMany(run => of(run).Keys).Distinct(StringComparer.OrdinalIgnoreCase);

    // Scores mean nothing without their protocol, and nothing together where it is not the same.
    private static Dictionary<string, object?> Measured(RunGroup group, string[] metrics)
    {
        Dictionary<string, object?> measured = group.Metrics(metrics);
        object?[] protocols = [.. group.Runs.Where(run => run.Evaluation.Count > 0).Select(run => run.Evaluation.GetValueOrDefault(Protocol)).Distinct()];
        if (protocols.Length > 0) measured[Protocol] = protocols.Length == 1 ? protocols[0] : "not the same for all seeds";
        return measured;
    }

    private static Dictionary<string, object?> Pick(IReadOnlyDictionary<string, object?> values, string[] names) =>
        names.ToDictionary(name => name, name => values.GetValueOrDefault(name), StringComparer.OrdinalIgnoreCase);
}
