using ScottPlot;
using ScottPlot.Plottables;

namespace AutogradPS.Charts;

/// <summary>Draws one panel of a metric chart into a plot.</summary>
internal sealed class MetricPanelPlot
{
    // Beyond it, the ends of an axis around the values are no numbers any more.
    private const double Largest = 1e300;

    private readonly MetricPanel _panel;
    private readonly MetricChart _chart;
    private double _low = double.PositiveInfinity;
    private double _high = double.NegativeInfinity;
    private double _left = double.PositiveInfinity;
    private double _right = double.NegativeInfinity;

    public MetricPanelPlot(MetricPanel panel, MetricChart chart, ICollection<string> notes)
    {
        (_panel, _chart) = (panel, chart);
        ChartTheme.Apply(Plot);
        ChartTheme.Label(Plot.Axes.Left, panel.Label, notes);
        Plot.Axes.Left.TickGenerator = chart.LogY ? new LogTicks(28) : new NumericTicks(26);
        Plot.Axes.Bottom.TickGenerator = chart.LogX ? new LogTicks(64) : new NumericTicks(76);

        // All that is pale lies behind all that is not.
        for (int index = 0; index < panel.Series.Count; index++)
            AddBackground(panel.Series[index], index);
        for (int index = 0; index < panel.Series.Count; index++)
            AddLine(panel.Series[index], index);
        AddTarget();
        NoteHidden(notes);
        Legend = [.. Entries()];
    }

    public Plot Plot { get; } = new();

    public IReadOnlyList<LegendEntry> Legend { get; }

    public bool HasData => _left <= _right;

    public CoordinateRange XRange => new(_left, _right);

    /// <summary>Sets the common horizontal range, and a vertical one that fits what is drawn.</summary>
    public void SetLimits(double left, double right)
    {
        double pad = right > left ? (right - left) * 0.015 : Math.Max(Math.Abs(left) * 0.1, 0.5);
        Plot.Axes.SetLimitsX(left - pad, right + pad);
        if (!HasData)
        {
            Plot.Axes.SetLimitsY(0, 1);
            Plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.EmptyTickGenerator();
            Annotation note = Plot.Add.Annotation("no finite values", Alignment.MiddleCenter);
            note.LabelFontName = ChartFont.Default.FamilyName;
            note.LabelFontColor = ChartTheme.Quiet;
            note.LabelBackgroundColor = note.LabelBorderColor = note.LabelShadowColor = Colors.Transparent;
            return;
        }
        double margin = _high > _low ? (_high - _low) * 0.06 : _chart.LogY ? 0.2 : Math.Max(Math.Abs(_low) * 0.1, 1e-3);
        Plot.Axes.SetLimitsY(_low - margin, _high + margin);
    }

    private void AddBackground(MetricSeries series, int index)
    {
        Color color = ChartTheme.LineColor(index);
        if (series.Deviation is not null)
            AddBand(series, color.WithAlpha(0.18));
        else if (_chart.Smoothing > 0)
            AddTrace(series.X, series.Y, color.WithAlpha(_panel.Series.Count > 4 ? 0.14 : 0.28), 1, LinePattern.Solid);
    }

    private void AddLine(MetricSeries series, int index) =>
        AddTrace(series.X, Smooth(series.Y), ChartTheme.LineColor(index), ChartTheme.LineWidth, ChartTheme.LinePatternOf(index));

    private void AddTrace(IReadOnlyList<double> x, IReadOnlyList<double> y, Color color, float width, LinePattern pattern)
    {
        double[] across = OnX(x), up = OnY(y);
        foreach (int[] rows in new Trace(across).Pieces(up, up))
        {
            Scatter line = Plot.Add.Scatter(rows.Select(row => new Coordinates(across[row], up[row])).ToArray(), color);
            (line.LineWidth, line.LinePattern) = SvgDashes.Stroke(width, pattern);
            // A lone point between gaps would be a line of no length.
            line.MarkerShape = MarkerShape.FilledCircle;
            line.MarkerSize = rows.Length == 1 ? 5 : 0;
            Include(rows.Select(row => (across[row], up[row])));
        }
    }

    private void AddBand(MetricSeries series, Color color)
    {
        double[] mean = Smooth(series.Y), deviation = Smooth(series.Deviation!);
        double[] x = OnX(series.X);
        double[] top = OnY([.. mean.Zip(deviation, (m, d) => m + d)]);
        // On a logarithmic axis the band ends where its lower edge is not positive.
        double[] bottom = OnY([.. mean.Zip(deviation, (m, d) => m - d)]);
        foreach (int[] rows in new Trace(x).Pieces(bottom, top))
        {
            FillY band = Plot.Add.FillY(
                [.. rows.Select(row => x[row])], [.. rows.Select(row => bottom[row])], [.. rows.Select(row => top[row])]);
            band.FillColor = color;
            band.LineWidth = 0;
            band.MarkerSize = 0;
            Include([.. rows.Select(row => (x[row], bottom[row])), .. rows.Select(row => (x[row], top[row]))]);
        }
    }

    private void AddTarget()
    {
        if (_panel.Target is not double target || _chart.LogY && target <= 0)
            return;
        double y = _chart.LogY ? Math.Log10(target) : target;
        (float width, LinePattern pattern) = SvgDashes.Stroke(1.2f, ChartTheme.TargetPattern);
        HorizontalLine line = Plot.Add.HorizontalLine(y, width, ChartTheme.Quiet, pattern);
        line.EnableAutoscale = false;
        if (HasData)
            (_low, _high) = (Math.Min(_low, y), Math.Max(_high, y));
    }

    private IEnumerable<LegendEntry> Entries()
    {
        // A single line is named by its axis.
        if (_panel.Series.Count > 1 || _panel.Series.Any(series => series.Deviation is not null))
        {
            for (int index = 0; index < _panel.Series.Count; index++)
                yield return new LegendEntry(_panel.Series[index].Name, ChartTheme.LineColor(index), ChartTheme.LinePatternOf(index));
        }
        if (_panel.Target is double target)
            yield return new LegendEntry($"Target {ChartText.Number(target)}", ChartTheme.Quiet, ChartTheme.TargetPattern);
    }

    private void NoteHidden(ICollection<string> notes)
    {
        int hidden = !_chart.LogY ? 0 : _panel.Series.Sum(series => series.Y.Count(value => double.IsFinite(value) && value <= 0));
        if (hidden > 0)
            notes.Add($"{hidden} values of '{_panel.Label}' are not positive and cannot be shown on a logarithmic axis.");
        int huge = _chart.LogY ? 0 : _panel.Series.Sum(series => series.Y.Count(value => double.IsFinite(value) && Math.Abs(value) > Largest));
        if (huge > 0)
            notes.Add(FormattableString.Invariant($"{huge} values of '{_panel.Label}' are beyond {Largest:0e0} and cannot be shown."));
    }

    private void Include(IEnumerable<(double X, double Y)> points)
    {
        foreach ((double x, double y) in points)
        {
            (_left, _right) = (Math.Min(_left, x), Math.Max(_right, x));
            (_low, _high) = (Math.Min(_low, y), Math.Max(_high, y));
        }
    }

    private double[] Smooth(IReadOnlyList<double> values) => Smoothing.Exponential(values, _chart.Smoothing);

    private double[] OnX(IReadOnlyList<double> values) => _chart.LogX ? Logarithms(values) : [.. values];

    private double[] OnY(IReadOnlyList<double> values) => _chart.LogY ? Logarithms(values) : [.. values.Select(value => Math.Abs(value) <= Largest ? value : double.NaN)];

    // Zero and below have none: they become gaps.
    private static double[] Logarithms(IReadOnlyList<double> values) => [.. values.Select(value => value > 0 ? Math.Log10(value) : double.NaN)];
}
