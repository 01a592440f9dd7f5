using AutogradPS.Metrics;

namespace AutogradPS.Charts;

/// <summary>Makes a metric chart of a table: chooses metrics, tells runs apart, and arranges panels by scale.</summary>
public static class MetricChartBuilder
{
    private static readonly string[] WellKnown =
        ["CriticLoss", "GeneratorLoss", "WassersteinEstimate", "GradientPenalty", "GradientNormMean"];

    private static readonly string[] RunColumns = ["Run", "RunId", "Name", "Source", "Seed"];

    private const int MostPanels = 8;

    /// <summary>Makes the chart.</summary>
    /// <exception cref="MetricException">A column is missing or holds no numbers.</exception>
    /// <exception cref="ChartException">There are no rows, no metrics, or too many panels to read.</exception>
    public static MetricChart Build(MetricTable table, MetricChartOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        if (table.Rows.Count == 0)
            throw ChartException.NothingToPlot("the table has no rows.");

        double[] x = table.Numbers(options.X);
        IReadOnlyList<string> groupBy = options.GroupBy.Count > 0 ? options.GroupBy : FindRunColumn(table);
        List<RunRows> runs = RunRows.Of(table, groupBy, x);
        string[] metrics = options.Metrics.Count > 0 ? [.. options.Metrics] : ChooseMetrics(table, options.X, groupBy);
        MetricPanel[] panels = [.. Arrange(metrics, alone: runs.Count > 1).Select(group => Panel(table, group, runs, options))];
        if (panels.Length > MostPanels)
            throw ChartException.NothingToPlot($"{panels.Length} panels are too many to read. Name up to {MostPanels} metrics.");
        return new MetricChart(panels)
        {
            Title = options.Title,
            XLabel = ChartText.Label(options.X),
            Smoothing = options.Smoothing,
            LogX = options.LogX,
            LogY = options.LogY,
        };
    }

    private static IReadOnlyList<string> FindRunColumn(MetricTable table)
    {
        string? column = RunColumns.FirstOrDefault(name =>
            table.IndexOf(name) is int index and >= 0 && table.Rows.Select(row => row[index]).Distinct().Skip(1).Any());
        return column is null ? [] : [column];
    }

    private static string[] ChooseMetrics(MetricTable table, string x, IReadOnlyList<string> groupBy)
    {
        string[] known = [.. WellKnown.Where(table.IsNumeric)];
        string[] numeric = [.. table.Columns
            .Except([x, .. groupBy, .. RunColumns], StringComparer.OrdinalIgnoreCase)
            .Where(table.IsNumeric)];
        string[] chosen = known.Length > 0 ? known : numeric;
        return chosen.Length > 0 ? chosen : throw ChartException.NothingToPlot($"no column besides '{x}' holds numbers.");
    }

    // Metrics named alike (CriticLoss, GeneratorLoss) share a scale. Lines of several runs need a panel for themselves.
    private static IEnumerable<string[]> Arrange(string[] metrics, bool alone) =>
        metrics.GroupBy(name => alone ? name : ChartText.LastWord(name), StringComparer.OrdinalIgnoreCase).Select(group => group.ToArray());

    private static MetricPanel Panel(MetricTable table, string[] metrics, List<RunRows> runs, MetricChartOptions options)
    {
        IEnumerable<MetricSeries> series = metrics.SelectMany(metric =>
        {
            double[] values = table.Numbers(metric);
            // The one run of a chart need not be told from others, but its metrics do.
            return runs.Select(run => run.Series(runs.Count == 1 && metrics.Length > 1 ? ChartText.Label(metric) : run.Name ?? ChartText.Label(metric), values));
        });
        string label = ChartText.Label(metrics.Length == 1 ? metrics[0] : ChartText.CommonEnd(metrics));
        double[] targets = [.. metrics.Where(options.Targets.ContainsKey).Select(metric => options.Targets[metric]).Distinct()];
        return new MetricPanel(label, [.. series])
        {
            Target = targets.Length == 1 ? targets[0] : null,
        };
    }
}
