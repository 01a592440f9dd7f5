namespace AutogradPS.Charts;

/// <summary>What to draw of a table of metrics, and how.</summary>
public sealed record MetricChartOptions
{
    /// <summary>The columns to draw; empty for the well-known metrics of a training run, or else every column of numbers.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>The column of the horizontal axis.</summary>
    public string X { get; init; } = "Iteration";

    /// <summary>
    /// The columns that tell runs apart; empty to look for one among Run, RunId, Name, Source and Seed. Rows of one group
    /// that share an x value, such as seeds, are drawn as their mean with a band of one standard deviation.
    /// </summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>The weight of the smoothing, 0 to less than 1.</summary>
    public double Smoothing { get; init; }

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axes are logarithmic.</summary>
    public bool LogY { get; init; }

    /// <summary>The title; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>Values to aim at, by metric. The norm of the gradient has 1, as WGAN-GP wants it.</summary>
    public IReadOnlyDictionary<string, double> Targets { get; init; } =
        new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase) { ["GradientNormMean"] = 1 };
}
