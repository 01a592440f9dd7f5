using ScottPlot;
using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>Charts of samples side by side over the same part of the plane: how a generator learns over time, or how settings differ.</summary>
/// <param name="Charts">The charts, each with its title below it. Their axes are not drawn; all show the first one's extent, or else what all surfaces cover, or else what holds all samples.</param>
public sealed record SampleStrip(IReadOnlyList<SampleChart> Charts) : IFigure
{
    private const float Margin = 12;
    private const float Gap = 8;
    private const float CaptionHeight = 22;

    /// <summary>How many charts stand in a row; 0 for all up to five.</summary>
    public int Columns { get; init; }

    /// <summary>The title of the whole; null for none.</summary>
    public string? Title { get; init; }

    /// <inheritdoc/>
    public float NaturalHeight(float width) =>
        2 * Margin + (string.IsNullOrWhiteSpace(Title) ? 0 : 26) + 24 + Rows * (Side(width) + CaptionHeight);

    /// <inheritdoc/>
    public IReadOnlyList<string> Draw(SKCanvas canvas, float width, float height)
    {
        if (Charts.Count == 0)
            throw ChartException.NothingToPlot("the strip has no charts.");
        List<string> notes = [];
        SampleExtent shown = Charts[0].Extent ?? Surfaces() ?? SampleExtent.Around(Charts.SelectMany(chart => chart.Real.Concat(chart.Generated)));
        TitleBlock title = new(Title, width, notes);
        LegendRow legend = new([.. Charts.SelectMany(SamplePlot.Legend).DistinctBy(entry => entry.Name)], width - 2 * Margin, notes);
        float top = Margin + title.Height + legend.Height;
        float side = Math.Max(8, Math.Min(Side(width), (height - top - Margin) / Rows - CaptionHeight));
        for (int index = 0; index < Charts.Count; index++)
        {
            float left = Margin + index % Shown * (side + Gap), above = top + index / Shown * (side + CaptionHeight);
            DrawChart(canvas, Charts[index], shown, new PixelRect(left, left + side, above + side, above), notes);
            new TitleBlock(Charts[index].Title, side + Gap, notes, ChartTheme.TextSize).Draw(canvas, left + side / 2, above + side + 3);
        }
        title.Draw(canvas, width / 2, Margin);
        legend.Draw(canvas, Margin, Margin + title.Height);
        return notes;
    }

    // A chart whose surface ends within its frame looks unfinished.
    private SampleExtent? Surfaces() => Charts.Select(chart => chart.Surface?.Extent).OfType<SampleExtent>()
        .Aggregate((SampleExtent?)null, (common, next) => common is null ? next : common.Within(next) ?? common);

    private int Shown => Math.Clamp(Columns > 0 ? Columns : 5, 1, Math.Max(1, Charts.Count));

    private int Rows => (Charts.Count + Shown - 1) / Shown;

    private float Side(float width) => (width - 2 * Margin - (Shown - 1) * Gap) / Shown;

    private static void DrawChart(SKCanvas canvas, SampleChart chart, SampleExtent shown, PixelRect area, ICollection<string> notes)
    {
        using Plot plot = new();
        ChartTheme.Apply(plot);
        SamplePlot.Add(plot, chart, shown, notes, small: true);
        plot.HideGrid();
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left, plot.Axes.Top, plot.Axes.Right })
        {
            axis.IsVisible = true;
            axis.TickGenerator = new ScottPlot.TickGenerators.EmptyTickGenerator();
            axis.FrameLineStyle.Width = 0.75f;
            axis.FrameLineStyle.Color = ChartTheme.Quiet;
        }
        plot.Layout.Fixed(new PixelPadding(1, 1, 1, 1));
        ChartTheme.Draw(plot, canvas, area);
    }
}
