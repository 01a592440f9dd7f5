using AutogradPS.Metrics;

namespace AutogradPS.Runs;

/// <summary>What runs that differ by their seed have measured together: mean and standard deviation of each metric.</summary>
public sealed class SeedSummary
{
    private const string Iterations = "Iteration";
    private static readonly string[] Leading = ["WassersteinEstimate", "CriticLoss", "GradientNormMean"];

    private readonly string[] names;
    private readonly (MetricTable Table, Dictionary<long, int> RowOf)[] all;
    private readonly (MetricTable Table, Dictionary<long, int> RowOf)[] ended;

    private SeedSummary(string[] names, (MetricTable, Dictionary<long, int>)[] all, (MetricTable, Dictionary<long, int>)[] ended)
    {
        (this.names, this.all, this.ended) = (names, all, ended);
        Iteration = ended.Select(run => run.Item2.Keys.AsEnumerable()).Aggregate((common, keys) => common.Intersect(keys)).DefaultIfEmpty(0).Max();
    }

    /// <summary>The last logged iteration that the runs have in common.</summary>
    public long Iteration { get; }

    /// <summary>Summarises runs: at their end those that are complete, or all where none is.</summary>
    /// <returns>Null where no run has a row yet.</returns>
    /// <exception cref="MetricException">A metrics.csv is damaged.</exception>
    public static SeedSummary? Of(IEnumerable<WganRun> runs)
    {
        (WganRun Run, MetricTable Table)[] read = [.. runs
            .Where(run => File.Exists(new RunDirectory(run.Path).Metrics))
            .Select(run => (run, MetricCsv.Read(new RunDirectory(run.Path).Metrics)))
            .Where(run => run.Item2.Rows.Count > 0)];
        if (read.Length == 0) return null;
        string[] names = [.. read.SelectMany(run => run.Table.Columns.Where(run.Table.IsNumeric)).Distinct(StringComparer.OrdinalIgnoreCase).Except(RunComparison.NotMetrics)];
        bool complete = read.Any(run => run.Run.Status == RunState.Completed);
        return new SeedSummary(names, [.. read.Select(run => Indexed(run.Table))],
            [.. read.Where(run => !complete || run.Run.Status == RunState.Completed).Select(run => Indexed(run.Table))]);
    }

    /// <summary>A row a metric: its mean, standard deviation, least and greatest value at <see cref="Iteration"/>.</summary>
    public MetricTable ToTable()
    {
        MetricTableBuilder table = new();
        foreach (string name in names)
            if (At(ended, name, Iteration) is { } spread)
                table.Add(
                [
                    new("Metric", name), new("Mean", spread.Mean), new("StandardDeviation", spread.StandardDeviation),
                    new("Minimum", spread.Minimum), new("Maximum", spread.Maximum), new("Count", spread.Count), new(Iterations, Iteration),
                ]);
        return table.ToTable();
    }

    /// <summary>A row for each iteration that was logged: how many runs have it, and the mean and standard deviation of each metric.</summary>
    public MetricTable ToCurves()
    {
        MetricTableBuilder table = new();
        foreach (long iteration in all.SelectMany(run => run.RowOf.Keys).Distinct().Order())
        {
            List<KeyValuePair<string, object?>> row = [new(Iterations, iteration), new("Count", all.Count(run => run.RowOf.ContainsKey(iteration)))];
            foreach (string name in names)
            {
                Spread? spread = At(all, name, iteration);
                row.Add(new(name + "Mean", spread?.Mean));
                row.Add(new(name + "Std", spread?.StandardDeviation));
            }
            table.Add(row);
        }
        return table.ToTable();
    }

    /// <summary>The most telling of it in one line.</summary>
    public override string ToString()
    {
        IEnumerable<string> parts = Leading.Select(name => (name, At(ended, name, Iteration))).Where(part => part.Item2 is not null).Select(part => $"{part.name} {part.Item2}");
        return FormattableString.Invariant($"{ended.Length} {(ended.Length == 1 ? "seed" : "seeds")} at iteration {Iteration:N0}, mean ± sd: ") + string.Join(", ", parts);
    }

    private static Spread? At((MetricTable Table, Dictionary<long, int> RowOf)[] runs, string name, long iteration) => Spread.Of(runs
        .Where(run => run.RowOf.ContainsKey(iteration) && run.Table.IndexOf(name) >= 0)
        .Select(run => MetricValue.ToNumber(run.Table.Rows[run.RowOf[iteration]][run.Table.IndexOf(name)]) ?? double.NaN));

    private static (MetricTable, Dictionary<long, int>) Indexed(MetricTable table) =>
        (table, table.Numbers(Iterations).Select((iteration, row) => ((long)iteration, row)).ToDictionary(pair => pair.Item1, pair => pair.row));
}
