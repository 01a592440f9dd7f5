using System.Xml.Linq;
using AutogradPS.Charts;
using TorchSharp;

namespace AutogradPS.Tests.Charts;

public sealed class SampleChartTests
{
    private const string Real = "#E69F00";
    private const string Generated = "#009E73";

    private static readonly SampleExtent Square = new(-2, 2, -2, 2);

    [Fact]
    public void Samples_lie_where_their_coordinates_say()
    {
        SampleChart chart = new() { Real = [new(-1, 1)], Generated = [new(1, -1)], Extent = Square };
        using Picture picture = new(ChartFile.ToPng(chart, new ChartSize(640)));
        // The legend's own markers lie above the data.
        (int left, _, _, int bottom) = picture.Bounds(Real, 40);
        (_, int right, _, int low) = picture.Bounds(Generated, 40);
        Assert.True(left < right && bottom < low);
        Assert.True(low - bottom > 200 && right - left > 200);
    }

    [Fact]
    public void One_unit_is_as_long_across_as_it_is_up()
    {
        SampleChart chart = new() { Generated = [new(-1, -1), new(1, 1)], Extent = Square };
        foreach (ChartSize size in new[] { new ChartSize(640), new ChartSize(900, 400), new ChartSize(400, 900) })
        {
            XElement svg = Svg(chart, size);
            // The data area is the first clipped rectangle.
            XElement area = svg.Descendants().First(element => element.Name.LocalName == "clipPath").Elements().Single();
            Assert.Equal((double)area.Attribute("width")!, (double)area.Attribute("height")!, 1.0);
        }
    }

    [Fact]
    public void The_surface_is_darkest_where_the_critic_is_highest()
    {
        // Rises to the right and a little to the top.
        SampleSurface surface = SampleSurface.Evaluate(Square, 30, points => [.. points.Select(point => 3 * point.X + point.Y)]);
        using Picture picture = new(ChartFile.ToPng(new SampleChart { Surface = surface }, new ChartSize(640)));
        int left = 90, right = 500, top = 40, bottom = 430;
        int[] shades = [.. new[] { (right, top), (right, bottom), (left, top), (left, bottom) }.Select(at => Brightest(picture, at.Item1, at.Item2))];
        Assert.Equal(shades.Order(), shades);
        Assert.True(shades[3] - shades[0] > 60);
    }

    [Fact]
    public void A_critic_is_evaluated_in_the_order_of_the_grid()
    {
        SampleSurface surface = TensorImages.Surface(new SampleExtent(0, 2, 10, 12), 3, points => points.select(1, 0) * 100 + points.select(1, 1));
        Assert.Equal(10, surface.Values[0, 0]);
        Assert.Equal(210, surface.Values[0, 2]);
        Assert.Equal(112, surface.Values[2, 1]);
    }

    [Fact]
    public void A_critic_that_gives_too_many_values_is_an_error() =>
        Assert.Equal("ChartDataShape", Assert.Throws<ChartException>(() => TensorImages.Surface(Square, 3, points => points * 2)).ErrorId);

    [Fact]
    public void A_surface_with_holes_or_without_relief_is_drawn()
    {
        double[,] holes = { { 1, double.NaN, 2 }, { 3, 4, double.PositiveInfinity } };
        Assert.NotEmpty(ChartFile.ToPng(new SampleChart { Surface = new SampleSurface(holes, Square) }));
        Assert.NotEmpty(ChartFile.ToPng(new SampleChart { Surface = new SampleSurface(new double[4, 4], Square) }));
        double[,] empty = { { double.NaN, double.NaN }, { double.NaN, double.NaN } };
        Assert.Equal("ChartDataShape", Assert.Throws<ChartException>(() => ChartFile.ToPng(new SampleChart { Surface = new SampleSurface(empty, Square) })).ErrorId);
    }

    [Fact]
    public void Samples_that_cannot_be_shown_are_counted()
    {
        using TemporaryFolder folder = new();
        SampleChart chart = new() { Generated = [new(0, 0), new(double.NaN, 0), new(9, 9)], Extent = Square };
        Assert.StartsWith("2 samples", Assert.Single(ChartFile.Save(chart, folder.File("a.png"))), StringComparison.Ordinal);
    }

    [Fact]
    public void One_sample_and_copies_of_it_are_drawn()
    {
        foreach (SamplePoint point in new SamplePoint[] { new(0, 0), new(1e9, -1e9), new(1e-12, 0) })
            Assert.NotEmpty(ChartFile.ToPng(new SampleChart { Real = [point, point] }));
    }

    [Fact]
    public void Nothing_to_show_is_an_error()
    {
        Assert.Equal("NothingToPlot", Assert.Throws<ChartException>(() => ChartFile.ToPng(new SampleChart())).ErrorId);
        Assert.Equal("NothingToPlot", Assert.Throws<ChartException>(() => ChartFile.ToPng(new SampleChart { Real = [new(double.NaN, 1)] })).ErrorId);
    }

    [Fact]
    public void Points_come_from_tensors_of_two_columns()
    {
        using torch.Tensor samples = torch.tensor(new float[] { 1, 2, 3, 4 }, [2, 2]);
        Assert.Equal([new SamplePoint(1, 2), new SamplePoint(3, 4)], samples.ToPoints());
        using torch.Tensor transposed = samples.t();
        Assert.Equal([new SamplePoint(1, 3), new SamplePoint(2, 4)], transposed.ToPoints());
        using torch.Tensor wide = torch.zeros(2, 3);
        Assert.Equal("ChartDataShape", Assert.Throws<ChartException>(wide.ToPoints).ErrorId);
    }

    [Fact]
    public void A_strip_names_every_chart()
    {
        SampleChart[] charts = [.. Enumerable.Range(0, 7).Select(index => new SampleChart { Generated = [new(index, index)], Title = $"Step {index}" })];
        XElement svg = Svg(new SampleStrip(charts), new ChartSize(800));
        string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
        Assert.All(charts, chart => Assert.Single(texts, chart.Title));
        Assert.Single(texts, "Generated");
    }

    [Fact]
    public void Every_label_is_drawn_once()
    {
        SampleSurface surface = SampleSurface.Evaluate(Square, 10, points => [.. points.Select(point => point.X)]);
        foreach (ChartSize size in new[] { new ChartSize(), new ChartSize(500, 700) })
        {
            XElement svg = Svg(new SampleChart { Surface = surface, Real = [new(0, 0)], Title = "Title", XLabel = "across", YLabel = "up" }, size);
            string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
            Assert.All(new[] { "Title", "across", "up", "Real", "Critic value" }, label => Assert.Single(texts, label));
        }
    }

    [Fact]
    public void Text_that_no_font_can_draw_is_replaced_and_noted()
    {
        using TemporaryFolder folder = new();
        SampleChart chart = new() { Real = [new(0, 0)], Title = "A\U0010FFFDB" };
        string note = Assert.Single(ChartFile.Save(chart, folder.File("title.svg")));
        // Vector files keep their text where there is no font at all.
        bool anyFont = SkiaSharp.SKFontManager.Default.FontFamilies.Any();
        Assert.StartsWith(anyFont ? "No installed font" : "No font is installed", note, StringComparison.Ordinal);
        Assert.Contains(XDocument.Load(folder.File("title.svg")).Descendants(), element => element.Value.Trim() == (anyFont ? "A?B" : chart.Title));
    }

    [Fact]
    public void Surfaces_fill_the_frames_of_a_strip()
    {
        // Samples beyond the surfaces, which are not quite the same: what both cover is shown.
        SampleChart[] charts = [.. new[] { new SampleExtent(-2, 2, -2, 2), new SampleExtent(-1.8, 2.2, -2.1, 1.9) }.Select(extent => new SampleChart
        {
            Generated = [new(-2.5, -2.5), new(2.5, 2.5), new(0, 0)],
            Surface = SampleSurface.Evaluate(extent, 30, points => [.. points.Select(point => Math.Abs(point.X) + Math.Abs(point.Y) < 0.3 ? 0.0 : 1)]),
        })];
        using Picture picture = new(ChartFile.ToPng(new SampleStrip(charts), new ChartSize(640)));
        const int Side = 304;
        Assert.True(picture.Count("#8499B0", 20) > 2 * 0.9 * Side * Side, "All but the middle is as dark as the surface's height.");
    }

    private static int Brightest(Picture picture, int x, int y) =>
        Enumerable.Range(0, 10).SelectMany(dx => Enumerable.Range(0, 10).Select(dy => picture[x + dx, y + dy].R)).Max();

    private static XElement Svg(IFigure figure, ChartSize size)
    {
        using TemporaryFolder folder = new();
        ChartFile.Save(figure, folder.File("figure.svg"), size);
        return XDocument.Load(folder.File("figure.svg")).Root!;
    }
}
