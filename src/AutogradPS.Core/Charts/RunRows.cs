using AutogradPS.Metrics;

namespace AutogradPS.Charts;

/// <summary>The rows of a table that belong to one line of a chart, gathered by their place on the horizontal axis.</summary>
internal sealed class RunRows
{
    private readonly (double X, int[] Rows)[] _places;
    private readonly int _repeats;

    private RunRows(string? name, IEnumerable<int> rows, double[] x)
    {
        Name = name;
        _places = [.. rows
            .Where(row => double.IsFinite(x[row]))
            .GroupBy(row => x[row])
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, group.ToArray()))];
        _repeats = _places.Select(place => place.Rows.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>The name of the run; null where there is only one.</summary>
    public string? Name { get; }

    /// <summary>Splits the rows of a table by the columns that tell runs apart, in the order in which they first occur.</summary>
    public static List<RunRows> Of(MetricTable table, IReadOnlyList<string> groupBy, double[] x)
    {
        int[] columns = [.. groupBy.Select(name => table.IndexOf(name) is int index and >= 0
            ? index
            : throw MetricException.NoSuchColumn(name, table.Columns))];
        return [.. Enumerable.Range(0, table.Rows.Count)
            .GroupBy(row => columns.Length == 0 ? null : string.Join(", ", columns.Select(column => Part(table, column, row))))
            .Select(group => new RunRows(group.Key, group, x))];
    }

    /// <summary>The line of one metric: its values, or their mean and standard deviation where several rows share a place.</summary>
    public MetricSeries Series(string name, double[] values)
    {
        double[] x = [.. _places.Select(place => place.X)];
        if (_repeats <= 1)
            return new MetricSeries(name, x, [.. _places.Select(place => values[place.Rows[0]])]);

        double[][] samples = [.. _places.Select(place => place.Rows.Select(row => values[row]).Where(double.IsFinite).ToArray())];
        double[] mean = [.. samples.Select(sample => sample.Length == 0 ? double.NaN : sample.Average())];
        double[] deviation = [.. samples.Select((sample, index) => Deviation(sample, mean[index]))];
        return new MetricSeries($"{name} (mean ± sd, n = {_repeats})", x, mean) { Deviation = deviation };
    }

    // Of the sample, with n - 1; a single value has no spread to show.
    private static double Deviation(double[] sample, double mean) =>
        sample.Length < 2 ? 0 : Math.Sqrt(sample.Sum(value => (value - mean) * (value - mean)) / (sample.Length - 1));

    private static string Part(MetricTable table, int column, int row)
    {
        object? cell = table.Rows[row][column];
        string text = Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture) ?? "";
        // A bare number says nothing in a legend.
        return cell is string ? text : $"{ChartText.Label(table.Columns[column])} {text}";
    }
}
