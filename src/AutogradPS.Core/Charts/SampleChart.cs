using ScottPlot;
using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>Samples in the plane, real and generated, over the surface of the critic if there is one: the toy figure of the WGAN-GP paper.</summary>
public sealed record SampleChart : IFigure
{
    private const float Margin = 12;
    private const float BottomAxis = 46;
    private const float LeftAxis = 62;
    private const float ColorBar = 104;

    /// <summary>The real samples; may be empty.</summary>
    public IReadOnlyList<SamplePoint> Real { get; init; } = [];

    /// <summary>The generated samples; may be empty.</summary>
    public IReadOnlyList<SamplePoint> Generated { get; init; } = [];

    /// <summary>The critic's surface; null for none.</summary>
    public SampleSurface? Surface { get; init; }

    /// <summary>The part of the plane to show; null for the surface's, or else what holds all samples.</summary>
    public SampleExtent? Extent { get; init; }

    /// <summary>The title; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The label of the horizontal axis.</summary>
    public string XLabel { get; init; } = "x";

    /// <summary>The label of the vertical axis.</summary>
    public string YLabel { get; init; } = "y";

    /// <inheritdoc/>
    public float NaturalHeight(float width)
    {
        SampleExtent shown = Shown();
        float data = width - LeftAxis - RightRoom;
        float above = (string.IsNullOrWhiteSpace(Title) ? 0 : 26) + (Real.Count + Generated.Count > 0 ? 24 : 0);
        return Margin + above + data * (float)((shown.Top - shown.Bottom) / (shown.Right - shown.Left)) + BottomAxis;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Draw(SKCanvas canvas, float width, float height)
    {
        List<string> notes = [];
        SampleExtent shown = Shown();
        using Plot plot = new();
        ChartTheme.Apply(plot);
        SamplePlot.Add(plot, this, shown, notes);
        ChartTheme.Label(plot.Axes.Bottom, XLabel, notes);
        ChartTheme.Label(plot.Axes.Left, YLabel, notes);

        TitleBlock title = new(Title, width, notes);
        LegendRow legend = new(SamplePlot.Legend(this), width - LeftAxis - Margin, notes);
        float top = Margin + title.Height + legend.Height;
        PixelRect data = LargestWithSameUnits(shown, LeftAxis, top, width - LeftAxis - RightRoom, height - top - BottomAxis);
        plot.Layout.Fixed(data);
        ChartTheme.Draw(plot, canvas, new PixelRect(0, width, height, 0));
        title.Draw(canvas, width / 2, Margin);
        legend.Draw(canvas, data.Left, Margin + title.Height);
        return notes;
    }

    private float RightRoom => Surface is null ? Margin + 8 : ColorBar;

    private SampleExtent Shown()
    {
        if (Real.Count + Generated.Count == 0 && Surface is null)
            throw ChartException.NothingToPlot("there are neither samples nor a surface.");
        return Extent ?? Surface?.Extent ?? SampleExtent.Around(Real.Concat(Generated));
    }

    // One unit is as long across as it is up, or distances between modes would mislead.
    private static PixelRect LargestWithSameUnits(SampleExtent shown, float left, float top, float width, float height)
    {
        double scale = Math.Min(Math.Max(width, 20) / (shown.Right - shown.Left), Math.Max(height, 20) / (shown.Top - shown.Bottom));
        float across = (float)(scale * (shown.Right - shown.Left)), up = (float)(scale * (shown.Top - shown.Bottom));
        left += Math.Max(0, (width - across) / 2);
        return new PixelRect(left, left + across, top + up, top);
    }
}
