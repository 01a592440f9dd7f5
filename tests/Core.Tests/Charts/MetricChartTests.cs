using System.Xml.Linq;
using AutogradPS.Charts;
using AutogradPS.Metrics;

namespace AutogradPS.Tests.Charts;

public sealed class MetricChartTests : IDisposable
{
    private const string Blue = "#0072B2";
    private const string Vermillion = "#D55E00";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_rising_metric_rises_on_the_picture()
    {
        using Picture picture = Draw(Table(Enumerable.Range(0, 50), x => x));
        (int left, int right, int top, int bottom) = picture.Bounds(Blue);
        Assert.True(right - left > picture.Width * 0.7 && bottom - top > picture.Height * 0.6);
        Assert.Contains(Enumerable.Range(bottom - 8, 8), y => picture[left + 4, y].B > picture[left + 4, y].R + 50);
        Assert.Contains(Enumerable.Range(top, 8), y => picture[right - 4, y].B > picture[right - 4, y].R + 50);
    }

    [Fact]
    public void Losses_share_a_panel_and_other_metrics_have_their_own()
    {
        MetricChart chart = MetricChartBuilder.Build(Training(), new MetricChartOptions());
        Assert.Equal(["Loss", "Wasserstein estimate", "Gradient norm mean"], chart.Panels.Select(panel => panel.Label));
        Assert.Equal(["Critic loss", "Generator loss"], chart.Panels[0].Series.Select(series => series.Name));
        Assert.Equal([null, null, 1.0], chart.Panels.Select(panel => panel.Target));
    }

    [Fact]
    public void Several_runs_are_one_line_each()
    {
        MetricTable table = new(["Run", "Iteration", "Loss"],
            [["b", 2L, 0.2], ["a", 1L, 1.0], ["b", 1L, 0.1], ["a", 2L, 2.0]]);
        MetricPanel panel = MetricChartBuilder.Build(table, new MetricChartOptions()).Panels.Single();
        Assert.Equal(["b", "a"], panel.Series.Select(series => series.Name));
        Assert.Equal([0.1, 0.2], panel.Series[0].Y);
        Assert.Null(panel.Series[0].Deviation);
    }

    [Fact]
    public void Seeds_of_one_run_become_a_mean_and_a_standard_deviation()
    {
        MetricTable table = new(["Run", "Seed", "Iteration", "Loss"],
        [
            ["a", 1L, 1L, 1.0], ["a", 2L, 1L, 2.0], ["a", 3L, 1L, 6.0],
            ["a", 1L, 2L, 5.0], ["a", 2L, 2L, double.NaN], ["a", 3L, 2L, 7.0],
        ]);
        MetricSeries series = MetricChartBuilder.Build(table, new MetricChartOptions { GroupBy = ["Run"] }).Panels.Single().Series.Single();
        Assert.Equal([3.0, 6.0], series.Y);
        Assert.Equal(Math.Sqrt(7), series.Deviation![0], 12);
        Assert.Equal(Math.Sqrt(2), series.Deviation[1], 12);
        Assert.Contains("n = 3", series.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vector_file_is_xml_and_holds_every_label()
    {
        string path = _folder.File("chart.svg");
        MetricChart chart = MetricChartBuilder.Build(Training(), new MetricChartOptions { Title = "Losses & <norms>", Smoothing = 0.5 });
        ChartFile.Save(chart, path, new ChartSize(800, 600));
        XElement svg = XDocument.Load(path).Root!;
        Assert.Equal("0 0 800 600", svg.Attribute("viewBox")!.Value);
        string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
        foreach (string label in new[] { "Losses & <norms>", "Iteration", "Loss", "Critic loss", "Generator loss", "Wasserstein estimate", "Gradient norm mean", "Target 1" })
            Assert.Single(texts, label);
    }

    [Fact]
    public void A_picture_has_the_size_that_was_asked_for()
    {
        MetricChart chart = MetricChartBuilder.Build(Training(), new MetricChartOptions());
        using Picture picture = new(ChartFile.ToPng(chart, new ChartSize(700, 432)));
        Assert.Equal((700, 432), (picture.Width, picture.Height));
        Assert.Equal((255, 255, 255), picture[0, 0]);
    }

    [Theory]
    [InlineData(10, 0, 0)]
    [InlineData(100, 40_000, 0)]
    [InlineData(100, 100, 50)]
    public void An_unusable_size_is_refused(int width, int height, double scale)
    {
        ChartException error = Assert.Throws<ChartException>(() =>
            ChartFile.ToPng(MetricChartBuilder.Build(Training(), new MetricChartOptions()), new ChartSize(width, height, scale)));
        Assert.Equal("ChartSizeInvalid", error.ErrorId);
    }

    [Fact]
    public void The_raw_trace_stays_visible_behind_the_smooth_one()
    {
        using Picture picture = Draw(Table(Enumerable.Range(0, 100), x => x % 2 * 10 - 5), smoothing: 0.95);
        (_, _, int top, int bottom) = picture.Bounds(Blue);
        Assert.True(bottom - top < picture.Height * 0.55, "The smooth line swings less than the raw one.");
        Assert.True(picture.Count("#B8D7E9", 20) > 1000, "The raw trace is pale blue.");
    }

    [Fact]
    public void Gaps_are_not_bridged()
    {
        using Picture picture = Draw(Table(Enumerable.Range(0, 101), x => x is > 30 and < 70 ? double.NaN : 1));
        (int left, int right, int top, int bottom) = picture.Bounds(Blue);
        int middle = (left + right) / 2;
        Assert.DoesNotContain(Enumerable.Range(top, bottom - top + 1), y => picture[middle, y].R < 100);
    }

    [Theory]
    [InlineData(new double[] { 3 })]
    [InlineData(new double[] { 3, 3, 3 })]
    [InlineData(new double[] { double.NaN, 3, double.NaN })]
    [InlineData(new double[] { 1e300, -1e300 })]
    [InlineData(new double[] { 1, 1.0000000000000002 })]
    [InlineData(new double[] { 1e-300, 2e-300 })]
    public void Awkward_values_are_drawn(double[] values)
    {
        using Picture picture = Draw(Table(Enumerable.Range(0, values.Length), x => values[x]));
        Assert.True(picture.Count(Blue) > 10);
    }

    [Fact]
    public void A_hundred_thousand_rows_keep_their_peak()
    {
        using Picture all = Draw(Table(Enumerable.Range(0, 100_000), x => x == 61_803 ? 100 : Math.Sin(x)));
        (_, _, int top, int bottom) = all.Bounds(Blue, 60);
        Assert.True(bottom - top > all.Height * 0.6);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0.9, 0, false)]
    [InlineData(0.9, 3, false)] // every third value is missing
    [InlineData(0, 0, true)] // half of the values have no logarithm
    public void A_vector_file_of_a_hundred_thousand_rows_is_small_and_keeps_their_peak(double smoothing, int gapEvery, bool log)
    {
        const double Peak = 1e6;
        MetricTable table = Table(Enumerable.Range(0, 100_000), x => x == 61_802 ? Peak : gapEvery > 0 && x % gapEvery == 0 ? double.NaN : Math.Sin(x));
        string path = _folder.File("long.svg");
        ChartFile.Save(MetricChartBuilder.Build(table, new MetricChartOptions { Smoothing = smoothing, LogY = log }), path);
        Assert.InRange(new FileInfo(path).Length, 20_000, 500_000);
        // The raw line goes up to the top at 62 % of the width; its coordinates stand in the file.
        (double X, double Y)[] points = [.. Points(path)];
        (double left, double right) = (points.Min(p => p.X), points.Max(p => p.X));
        (double x, double y) = points.MinBy(p => p.Y);
        Assert.Equal(0.618, (x - left) / (right - left), 0.002);
        Assert.True(points.Count(p => p.Y < y + 1) < 4, "Nothing else is up there.");
    }

    [Fact]
    public void Bands_and_several_runs_of_many_rows_make_small_files_too()
    {
        double[] x = [.. Enumerable.Range(0, 100_000)];
        MetricSeries[] series = [.. Enumerable.Range(0, 3).Select(run =>
            new MetricSeries($"run {run}", x, [.. x.Select(i => Math.Sin(i + run))]) { Deviation = [.. x.Select(i => i == 61_803 ? 50.0 : 0.1)] })];
        string path = _folder.File("band.svg");
        ChartFile.Save(new MetricChart([new MetricPanel("Loss", series)]), path);
        Assert.InRange(new FileInfo(path).Length, 20_000, 1_000_000);
        using Picture picture = new(ChartFile.ToPng(new MetricChart([new MetricPanel("Loss", [series[0]])]), new ChartSize(640, 400)));
        (_, _, int top, int bottom) = picture.Bounds("#D2E6F1", 40);
        Assert.True(bottom - top > picture.Height * 0.6, "The band's one wide place is drawn.");
    }

    [Fact]
    public void The_beginning_of_many_rows_keeps_its_shape_on_a_logarithmic_axis()
    {
        // Ten swings in the first 1,000 of 100,000 rows: half of the axis.
        using Picture picture = new(ChartFile.ToPng(MetricChartBuilder.Build(
            Table(Enumerable.Range(10, 100_000), x => x <= 1000 ? Math.Sin(2 * Math.PI * 5 * Math.Log10(x)) : 0), new MetricChartOptions { LogX = true }), new ChartSize(1280, 800)));
        (int left, int right, int top, int bottom) = picture.Bounds(Blue);
        int swings = 0;
        bool isUp = false;
        for (int x = left; x < right; x++)
        {
            bool high = Enumerable.Range(top, (bottom - top) / 4).Any(y => picture[x, y].R < 100), low = Enumerable.Range(bottom - (bottom - top) / 4, (bottom - top) / 4).Any(y => picture[x, y].R < 100);
            if (high && !low && !isUp) (swings, isUp) = (swings + 1, true);
            if (low && !high) isUp = false;
        }
        Assert.Equal(10, swings);
    }

    [Fact]
    public void A_gap_that_is_wider_than_a_pixel_stays_one_among_many_rows()
    {
        using Picture picture = Draw(Table(Enumerable.Range(0, 100_000), x => x is > 30_000 and < 70_000 ? double.NaN : 1));
        (int left, int right, int top, int bottom) = picture.Bounds(Blue);
        int middle = (left + right) / 2;
        Assert.DoesNotContain(Enumerable.Range(top, bottom - top + 1), y => picture[middle, y].R < 100);
    }

    [Fact]
    public void Lines_are_told_apart_without_colours_in_a_vector_file_too()
    {
        double[] x = [1, 2, 3];
        MetricSeries[] series = [.. Enumerable.Range(0, 4).Select(run => new MetricSeries($"run {run}", x, [run, run + 1, run]))];
        string path = _folder.File("dashes.svg");
        ChartFile.Save(new MetricChart([new MetricPanel("Loss", series) { Target = 1 }]), path);
        XElement[] lines = [.. XDocument.Load(path).Descendants().Where(element => element.Attribute("stroke-width")?.Value is "1.8" or "1.2")];
        // Once in the panel, once in the legend; the first run is solid.
        foreach (string dashes in new[] { "7 3", "2 2", "8 3 2 3", "5 4" })
            Assert.Equal(2, lines.Count(line => line.Attribute("stroke-dasharray")?.Value == dashes));
        Assert.Equal(10, lines.Length);
        Assert.Equal(8, XDocument.Load(path).Descendants().Count(element => element.Attribute("stroke-dasharray") is not null));
    }

    [Fact]
    public void A_long_legend_makes_the_picture_higher_and_not_the_data_lower()
    {
        double[] x = [1, 2, 3];
        MetricChart Chart(int runs) => new([new MetricPanel("Loss", [.. Enumerable.Range(0, runs).Select(run => new MetricSeries($"a run with a name that is so long that it fills a line {run}", x, [0, 1, 0]))])]);
        int few = DataHeight(Chart(2)), many = DataHeight(Chart(9));
        Assert.InRange(many, few - 3, few + 40);

        int DataHeight(MetricChart chart)
        {
            using Picture picture = new(ChartFile.ToPng(chart, new ChartSize(640)));
            // The axis on the left is the highest dark stroke.
            return Enumerable.Range(0, picture.Width / 4).Max(column => Enumerable.Range(0, picture.Height).Count(y => picture[column, y].R < 100));
        }
    }

    [Fact]
    public void Charts_of_several_threads_are_those_of_one()
    {
        MetricChart chart = MetricChartBuilder.Build(Training(), new MetricChartOptions { Smoothing = 0.5 });
        byte[] alone = ChartFile.ToPng(chart, new ChartSize(400));
        byte[][] together = new byte[4][];
        Thread[] threads = [.. Enumerable.Range(0, together.Length).Select(index => new Thread(() => together[index] = ChartFile.ToPng(chart, new ChartSize(400))))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.All(together, picture => Assert.Equal(alone, picture));
    }

    [Fact]
    public void A_logarithmic_axis_leaves_out_what_has_no_logarithm_and_says_so()
    {
        MetricChart chart = MetricChartBuilder.Build(Table(Enumerable.Range(0, 4), x => new[] { 1.0, -1, 0, 1000 }[x]), new MetricChartOptions { LogY = true });
        string note = Assert.Single(ChartFile.Save(chart, _folder.File("log.png")));
        Assert.StartsWith("2 values of 'Value'", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_finite_is_an_error()
    {
        MetricChart chart = MetricChartBuilder.Build(Table(Enumerable.Range(0, 3), _ => double.NaN), new MetricChartOptions());
        Assert.Equal("NothingToPlot", Assert.Throws<ChartException>(() => ChartFile.ToPng(chart)).ErrorId);
        MetricTable empty = new(["Iteration", "Loss"], []);
        Assert.Equal("NothingToPlot", Assert.Throws<ChartException>(() => MetricChartBuilder.Build(empty, new MetricChartOptions())).ErrorId);
    }

    [Fact]
    public void An_unknown_metric_is_an_error_that_lists_those_there_are()
    {
        MetricException error = Assert.Throws<MetricException>(() => MetricChartBuilder.Build(Training(), new MetricChartOptions { Metrics = ["Lost"] }));
        Assert.Equal("MetricNotFound", error.ErrorId);
        Assert.Contains("CriticLoss", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chart.jpg")]
    [InlineData("chart")]
    public void Only_png_and_svg_are_written(string name)
    {
        MetricChart chart = MetricChartBuilder.Build(Training(), new MetricChartOptions());
        Assert.Equal("ChartFormatUnknown", Assert.Throws<ChartException>(() => ChartFile.Save(chart, _folder.File(name))).ErrorId);
    }

    [Fact]
    public void A_chart_is_not_overwritten_unless_asked()
    {
        MetricChart chart = MetricChartBuilder.Build(Training(), new MetricChartOptions());
        string path = _folder.File("a/b/chart.PNG");
        ChartFile.Save(chart, path);
        Assert.Equal("FileExists", Assert.Throws<OutputFileException>(() => ChartFile.Save(chart, path)).ErrorId);
        ChartFile.Save(chart, path, overwrite: true);
    }

    [Fact]
    public void A_band_surrounds_the_mean()
    {
        double[] x = [.. Enumerable.Range(0, 20)];
        MetricSeries series = new("m", x, [.. x.Select(_ => 5.0)]) { Deviation = [.. x.Select(_ => 2.0)] };
        using Picture picture = new(ChartFile.ToPng(new MetricChart([new MetricPanel("Loss", [series])]), new ChartSize(640, 400)));
        (int left, int right, _, _) = picture.Bounds(Blue);
        int x0 = (left + right) / 2;
        int[] rows = [.. Enumerable.Range(0, picture.Height).Where(y => picture[x0, y] is var (r, _, b) && b - r > 20)];
        Assert.True(rows.Length > 200, "The band is two standard deviations high.");
        Assert.Contains(Enumerable.Range((rows[0] + rows[^1]) / 2 - 3, 7), y => picture[x0, y].R < 60);
    }

    [Fact]
    public void Two_metrics_of_one_panel_differ_in_colour()
    {
        using Picture picture = new(ChartFile.ToPng(MetricChartBuilder.Build(Training(), new MetricChartOptions { Metrics = ["CriticLoss", "GeneratorLoss"] })));
        Assert.True(picture.Count(Blue) > 500 && picture.Count(Vermillion) > 500);
    }

    private static MetricTable Table(IEnumerable<int> x, Func<int, double> y) =>
        new(["Iteration", "Value"], [.. x.Select(value => new object?[] { (long)value, y(value) })]);

    private static MetricTable Training() =>
        new(["Iteration", "CriticLoss", "GeneratorLoss", "WassersteinEstimate", "GradientNormMean", "Seed"],
            [.. Enumerable.Range(1, 30).Select(i => new object?[] { (long)i, -1.0 / i, Math.Sin(i), 1.0 / i, 1 + 1.0 / i, 7L })]);

    // The ends of the lines of all unfilled paths, of which there are the grid's, the axes' and the data's; those of the data are the long ones.
    private static IEnumerable<(double X, double Y)> Points(string svg) =>
        from path in XDocument.Load(svg).Descendants()
        where path.Name.LocalName == "path" && path.Attribute("d") is { Value.Length: > 5000 }
        from System.Text.RegularExpressions.Match point in System.Text.RegularExpressions.Regex.Matches(path.Attribute("d")!.Value, @"[ML](-?[0-9.e]+)[ ,](-?[0-9.e]+)")
        select (double.Parse(point.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), double.Parse(point.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));

    private static Picture Draw(MetricTable table, double smoothing = 0) =>
        new(ChartFile.ToPng(MetricChartBuilder.Build(table, new MetricChartOptions { Smoothing = smoothing }), new ChartSize(640, 400)));
}
