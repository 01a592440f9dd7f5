using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;

namespace AutogradPS.Charts;

/// <summary>Draws samples and a surface into a plot.</summary>
internal static class SamplePlot
{
    private const int Contours = 12;

    // Light to dark in one hue, light enough that samples stand out on all of it, in print too.
    private static readonly IColormap SurfaceColors = new ScottPlot.Colormaps.CustomInterpolated(
        [Color.FromHex("#FBFBFB"), Color.FromHex("#DCE3EA"), Color.FromHex("#B4C4D4"), Color.FromHex("#8499B0")]);

    /// <summary>
    /// Adds everything a chart holds, the surface below and the generated samples on top. A small plot, one of many in
    /// a strip, gets finer marks and no colour bar.
    /// </summary>
    public static void Add(Plot plot, SampleChart chart, SampleExtent shown, ICollection<string> notes, bool small = false)
    {
        plot.Axes.SetLimits(shown.Left, shown.Right, shown.Bottom, shown.Top);
        plot.Axes.Left.TickGenerator = new NumericTicks(40);
        plot.Axes.Bottom.TickGenerator = new NumericTicks(48);
        if (chart.Surface is SampleSurface surface)
            AddSurface(plot, surface, small, notes);
        AddSamples(plot, chart.Real, Marker(MarkerShape.FilledCircle, ChartTheme.Real, chart.Real.Count, small));
        AddSamples(plot, chart.Generated, Marker(MarkerShape.FilledTriangleUp, ChartTheme.Generated, chart.Generated.Count, small));
        NoteHidden(chart, shown, notes);
    }

    /// <summary>The entries for the kinds of samples that a chart holds.</summary>
    public static IReadOnlyList<LegendEntry> Legend(SampleChart chart)
    {
        List<LegendEntry> entries = [];
        if (chart.Real.Count > 0)
            entries.Add(new LegendEntry("Real", ChartTheme.Real, Marker: Marker(MarkerShape.FilledCircle, ChartTheme.Real, 1)));
        if (chart.Generated.Count > 0)
            entries.Add(new LegendEntry("Generated", ChartTheme.Generated, Marker: Marker(MarkerShape.FilledTriangleUp, ChartTheme.Generated, 1)));
        return entries;
    }

    private static void AddSurface(Plot plot, SampleSurface surface, bool small, ICollection<string> notes)
    {
        int rows = surface.Values.GetLength(0), columns = surface.Values.GetLength(1);
        double[] finite = [.. surface.Values.Cast<double>().Where(double.IsFinite)];
        if (rows < 2 || columns < 2 || finite.Length == 0)
            throw ChartException.InvalidShape($"A surface needs at least 2 x 2 values, some of them finite; this one has {rows} x {columns}, {finite.Length} finite.");

        SampleExtent extent = surface.Extent;
        double width = (extent.Right - extent.Left) / (columns - 1), height = (extent.Top - extent.Bottom) / (rows - 1);
        double[,] upsideDown = new double[rows, columns];
        Coordinates3d[,] points = new Coordinates3d[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double value = surface.Values[row, column];
                upsideDown[rows - 1 - row, column] = double.IsFinite(value) ? value : double.NaN;
                points[row, column] = new Coordinates3d(extent.Left + column * width, extent.Bottom + row * height, value);
            }
        }

        Heatmap map = plot.Add.Heatmap(upsideDown);
        map.Colormap = SurfaceColors;
        map.Smooth = finite.Length == upsideDown.Length;
        // A value belongs to its grid point, the middle of its cell.
        map.Position = new CoordinateRect(extent.Left - width / 2, extent.Right + width / 2, extent.Bottom - height / 2, extent.Top + height / 2);
        if (!small)
            AddColorBar(plot, map, surface.Label, notes);
        if (finite.Length == upsideDown.Length && finite.Max() > finite.Min())
            AddContours(plot, points, finite.Min(), finite.Max(), small ? Contours / 2 : Contours);
    }

    private static void AddContours(Plot plot, Coordinates3d[,] points, double low, double high, int count)
    {
        double[] levels = [.. NumericTicks.Between(low, high, count).Select(level => level.Value).Where(level => level > low && level < high)];
        // Not by plot.Add.ContourLines, which would compute lines at levels of its own first.
        ContourLines contours = new() { ContourLineLevels = levels };
        contours.Update(points);
        plot.Add.Plottable(contours);
        contours.LineColor = ChartTheme.Ink.WithAlpha(0.55);
        contours.LineWidth = 0.8f;
        contours.LabelStyle.IsVisible = false;
    }

    private static void AddColorBar(Plot plot, Heatmap map, string label, ICollection<string> notes)
    {
        // An axis without a line or ticks keeps the bar away from the data.
        plot.Axes.Right.IsVisible = true;
        plot.Axes.Right.MinimumSize = plot.Axes.Right.MaximumSize = 10;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Right.TickGenerator = new ScottPlot.TickGenerators.EmptyTickGenerator();
        ColorBar bar = plot.Add.ColorBar(map);
        bar.Width = 14;
        ChartTheme.Apply(bar.Axis);
        bar.Axis.TickGenerator = new NumericTicks(34);
        (SkiaSharp.SKTypeface typeface, string drawable) = ChartFont.For(label, notes);
        bar.Label = drawable;
        bar.LabelStyle.FontName = typeface.FamilyName;
        bar.LabelStyle.FontSize = ChartTheme.LabelSize;
        bar.LabelStyle.ForeColor = ChartTheme.Ink;
        bar.LabelStyle.Bold = false;
    }

    private static void AddSamples(Plot plot, IReadOnlyList<SamplePoint> samples, MarkerStyle style)
    {
        Coordinates[] finite = [.. samples.Where(sample => sample.IsFinite).Select(sample => new Coordinates(sample.X, sample.Y))];
        if (finite.Length == 0)
            return;
        Markers markers = plot.Add.Markers(finite, style.Shape, style.Size, style.FillColor);
        markers.MarkerStyle = style;
    }

    // The more there are, the smaller and paler, so that a crowd shows its density.
    private static MarkerStyle Marker(MarkerShape shape, Color color, int count, bool small = false)
    {
        float size = Math.Clamp(8.5f - 1.1f * MathF.Log10(Math.Max(count, 1)), 2.5f, 8f) * (small ? 0.55f : 1);
        double alpha = count <= 300 ? 0.9 : count <= 3000 ? 0.65 : 0.35;
        MarkerStyle style = new(shape, size, color.WithAlpha(alpha));
        if (shape == MarkerShape.FilledTriangleUp)
            style.CustomRenderer = new TriangleMarker();
        style.OutlineColor = Colors.White.WithAlpha(alpha);
        style.OutlineWidth = count > 3000 ? 0 : small ? 0.35f : 0.6f;
        return style;
    }

    private static void NoteHidden(SampleChart chart, SampleExtent shown, ICollection<string> notes)
    {
        int hidden = chart.Real.Concat(chart.Generated).Count(point =>
            !(point.X >= shown.Left && point.X <= shown.Right && point.Y >= shown.Bottom && point.Y <= shown.Top));
        if (hidden > 0)
            notes.Add($"{hidden} samples are not finite or lie outside of what the chart shows.");
    }
}
