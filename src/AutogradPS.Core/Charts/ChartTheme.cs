using ScottPlot;
using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>The one look of all charts: white, thin grey axes, colours that colour-blind readers tell apart.</summary>
/// <remarks>
/// The colours are those of Okabe and Ito (2008) without yellow, which vanishes on white. Lines differ in their
/// pattern too, and markers in their shape, so that a chart survives a black-and-white printer.
/// </remarks>
internal static class ChartTheme
{
    public const float TitleSize = 15;
    public const float LabelSize = 13;
    public const float TextSize = 12;
    public const float LineWidth = 1.8f;

    public static readonly Color Ink = Color.FromHex("#333333");
    public static readonly Color Quiet = Color.FromHex("#767676");
    public static readonly Color GridLine = Color.FromHex("#E8E8E8");

    private static readonly Color[] Series =
    [
        Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7"),
        Color.FromHex("#E69F00"), Color.FromHex("#56B4E9"), Color.FromHex("#000000"),
    ];

    private static readonly LinePattern[] Patterns =
    [
        LinePattern.Solid, new([7, 3], 0, "Dash"), new([2, 2], 0, "Dot"), new([8, 3, 2, 3], 0, "DashDot"),
    ];

    /// <summary>The real samples of a sample chart.</summary>
    public static Color Real => Series[4];

    /// <summary>The generated samples of a sample chart.</summary>
    public static Color Generated => Series[2];

    /// <summary>The colour of the n-th line of a panel.</summary>
    public static Color LineColor(int index) => Series[index % Series.Length];

    /// <summary>The pattern of the n-th line of a panel. Seven colours by four patterns: 28 lines differ.</summary>
    public static LinePattern LinePatternOf(int index) => Patterns[index % Patterns.Length];

    /// <summary>The pattern of a target line.</summary>
    public static LinePattern TargetPattern { get; } = new([5, 4], 0, "Target");

    public static SKColor ToSkia(this Color color) => new(color.R, color.G, color.B, color.A);

    /// <summary>Gives a plot the look; labels and ticks are set by the chart.</summary>
    public static void Apply(Plot plot)
    {
        // Several plots share a canvas: none may wipe it.
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = GridLine;
        plot.Grid.MajorLineWidth = 1;
        plot.Legend.IsVisible = false;
        plot.Axes.Title.IsVisible = false;
        foreach (IAxis axis in new IAxis[] { plot.Axes.Top, plot.Axes.Right })
            axis.IsVisible = false;
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
            Apply(axis);
    }

    /// <summary>Draws a plot into a part of a canvas.</summary>
    public static void Draw(Plot plot, SKCanvas canvas, PixelRect area)
    {
        // ScottPlot draws a new plot twice, once to settle its layout: that must not be seen. Without what is plotted, it takes no time.
        IPlottable[] plotted = [.. plot.GetPlottables().Where(item => item.IsVisible)];
        foreach (IPlottable item in plotted) item.IsVisible = false;
        plot.RenderInMemory((int)area.Width, (int)area.Height);
        foreach (IPlottable item in plotted) item.IsVisible = true;
        plot.Render(canvas, area);
    }

    /// <summary>Gives an axis the look.</summary>
    public static void Apply(IAxis axis)
    {
        axis.FrameLineStyle.Color = Ink;
        axis.FrameLineStyle.Width = 1;
        axis.MajorTickStyle = new TickMarkStyle { Length = 4, Width = 1, Color = Ink };
        axis.MinorTickStyle = new TickMarkStyle { Length = 2, Width = 0.75f, Color = Quiet };
        axis.TickLabelStyle.FontName = ChartFont.Default.FamilyName;
        axis.TickLabelStyle.FontSize = TextSize;
        axis.TickLabelStyle.ForeColor = Ink;
        // Centres digits, which have no descenders, on their tick.
        if (axis.Edge is Edge.Left or Edge.Right)
            axis.TickLabelStyle.OffsetY = 2.5f;
    }

    /// <summary>Labels an axis in a font that can draw the text.</summary>
    public static void Label(IAxis axis, string text, ICollection<string> notes)
    {
        (SKTypeface typeface, string drawable) = ChartFont.For(text, notes);
        axis.Label.Text = drawable;
        axis.Label.FontName = typeface.FamilyName;
        axis.Label.FontSize = LabelSize;
        axis.Label.Bold = false;
        axis.Label.ForeColor = Ink;
    }
}
