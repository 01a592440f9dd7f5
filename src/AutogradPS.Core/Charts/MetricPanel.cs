namespace AutogradPS.Charts;

/// <summary>One panel of a metric chart: metrics of one scale over a common axis.</summary>
/// <param name="Label">The label of the vertical axis, with its unit.</param>
/// <param name="Series">The lines. Their order gives their colours, so that a run has the same one in every panel.</param>
public sealed record MetricPanel(string Label, IReadOnlyList<MetricSeries> Series)
{
    /// <summary>A value to aim at, drawn as a horizontal line.</summary>
    public double? Target { get; init; }
}
