using ScottPlot;
using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>
/// Lays plots out above each other: a title, a legend, and panels whose data areas have equal sizes and common edges.
/// Only the lowest panel carries the horizontal axis.
/// </summary>
internal sealed class PlotStack
{
    private const float Edge = 12;
    private const float RightEdge = 20;
    private const float Gap = 14;

    /// <summary>The title of the figure; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The legend of all panels together.</summary>
    public IReadOnlyList<LegendEntry> Legend { get; set; } = [];

    /// <summary>The plots, top to bottom, each with a legend of its own or an empty one.</summary>
    public List<(Plot Plot, IReadOnlyList<LegendEntry> Legend)> Panels { get; } = [];

    public void Draw(SKCanvas canvas, float width, float height, ICollection<string> notes)
    {
        float left = MeasureLeft(width, height, out float bottom);
        float room = width - left - Edge - RightEdge;
        TitleBlock title = new(Title, width, notes);
        LegendRow common = new(Legend, room, notes);
        LegendRow[] legends = [.. Panels.Select(panel => new LegendRow(panel.Legend, room, notes))];

        float top = Edge + title.Height + common.Height;
        float taken = top + legends.Sum(legend => legend.Height) + Gap * (Panels.Count - 1) + bottom + Edge;
        float data = Math.Max(20, (height - taken) / Panels.Count);
        for (int index = 0; index < Panels.Count; index++)
        {
            top += legends[index].Height;
            // An axis label may be longer than its axis: half the gap on either side belongs to the panel.
            float below = index == Panels.Count - 1 ? bottom + Edge : Gap / 2;
            Plot plot = Panels[index].Plot;
            plot.Axes.Left.MinimumSize = left;
            FitLabel(plot.Axes.Left.Label, data + Gap / 2);
            plot.Layout.Fixed(new PixelPadding(left + Edge, RightEdge, below, Gap / 2));
            plot.Render(canvas, new PixelRect(0, width, top + data + below, top - Gap / 2));
            legends[index].Draw(canvas, left + Edge, top - legends[index].Height);
            top += data + Gap;
        }
        common.Draw(canvas, left + Edge, Edge + title.Height);
        title.Draw(canvas, width / 2, Edge);
    }

    /// <summary>The widest vertical axis, so that all data areas begin at the same place, and the height of the horizontal one.</summary>
    private float MeasureLeft(float width, float height, out float bottom)
    {
        float left = 0;
        bottom = 0;
        foreach ((Plot plot, _) in Panels)
        {
            bool last = plot == Panels[^1].Plot;
            if (!last)
            {
                plot.Axes.Bottom.TickLabelStyle.IsVisible = false;
                plot.Axes.Bottom.Label.IsVisible = false;
            }
            plot.RenderInMemory((int)width, (int)Math.Max(60, height / Panels.Count));
            Layout layout = plot.LastRender.Layout;
            left = Math.Max(left, layout.PanelSizes[plot.Axes.Left]);
            bottom = last ? layout.PanelSizes[plot.Axes.Bottom] : 0;
        }
        return left;
    }

    // A label that is longer than its axis would be cut off.
    private static void FitLabel(LabelStyle label, float length)
    {
        using Paint paint = Paint.NewDisposablePaint();
        float needed = label.Measure(label.Text, paint).Width;
        if (needed > length)
            label.FontSize = Math.Max(ChartTheme.LabelSize * length / needed, 7);
    }
}
