using ScottPlot;
using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>Metrics over the course of training: one panel, or several above each other that share the horizontal axis.</summary>
/// <param name="Panels">The panels, top to bottom.</param>
public sealed record MetricChart(IReadOnlyList<MetricPanel> Panels) : IFigure
{
    private const float PanelHeight = 170;
    private const float SinglePanelHeight = 310;
    private const float LegendRoom = 24;
    private const float BesideData = 95;

    /// <summary>The title; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The label of the horizontal axis.</summary>
    public string XLabel { get; init; } = "Iteration";

    /// <summary>The weight of <see cref="AutogradPS.Charts.Smoothing.Exponential"/>, 0 to less than 1. Above 0 the raw trace stays visible, pale, behind the smooth one.</summary>
    public double Smoothing { get; init; }

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axes are logarithmic. Values that are not positive cannot be drawn then; a note says how many.</summary>
    public bool LogY { get; init; }

    /// <inheritdoc/>
    public float NaturalHeight(float width)
    {
        // What a legend needs beyond one row is not taken from the data.
        LegendEntry[] names = [.. Panels.SelectMany(panel => panel.Series).Select(series => series.Name).Distinct().Select(name => new LegendEntry(name, ChartTheme.Ink, LinePattern.Solid))];
        float legend = new LegendRow(names, width - BesideData, []).Height;
        return 80 + Math.Max(0, legend - LegendRoom) + (Panels.Count == 1 ? SinglePanelHeight : Panels.Count * PanelHeight);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Draw(SKCanvas canvas, float width, float height)
    {
        if (Panels.Count == 0)
            throw ChartException.NothingToPlot("no metric was chosen.");
        List<string> notes = [];
        MetricPanelPlot[] plots = [.. Panels.Select(panel => new MetricPanelPlot(panel, this, notes))];
        if (plots.All(plot => !plot.HasData))
            throw ChartException.NothingToPlot(LogX || LogY
                ? "no value is a finite number that a logarithmic axis can show. Use linear axes."
                : "no value is a finite number.");

        PlotStack stack = new() { Title = Title };
        bool shared = Panels.Count > 1 && Panels[0].Series.Count > 1 && Panels.All(panel => Names(panel).SequenceEqual(Names(Panels[0])));
        if (shared)
            stack.Legend = [.. plots.SelectMany(plot => plot.Legend).Distinct()];
        double[] x = [.. plots.Where(plot => plot.HasData).SelectMany(plot => new[] { plot.XRange.Min, plot.XRange.Max })];
        foreach (MetricPanelPlot plot in plots)
        {
            plot.SetLimits(x.Min(), x.Max());
            stack.Panels.Add((plot.Plot, shared ? [] : plot.Legend));
        }
        ChartTheme.Label(plots[^1].Plot.Axes.Bottom, XLabel, notes);
        stack.Draw(canvas, width, height, notes);
        return notes;
    }

    private static IEnumerable<string> Names(MetricPanel panel) => panel.Series.Select(series => series.Name);
}
