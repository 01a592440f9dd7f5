namespace AutogradPS.Charts;

/// <summary>One line of a metric chart.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="X">Where the values belong, in rising order, such as iterations.</param>
/// <param name="Y">The values; NaN and infinities are gaps.</param>
public sealed record MetricSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The standard deviation around each value, drawn as a band; null for a line without one.</summary>
    public IReadOnlyList<double>? Deviation { get; init; }
}
