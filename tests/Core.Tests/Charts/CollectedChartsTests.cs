using AutogradPS.Charts;
using AutogradPS.Metrics;
using ScottPlot;
using ScottPlot.Plottables;

namespace AutogradPS.Tests.Charts;

/// <summary>What Skia draws with must not be freed while it does: every kind of picture, while the collector never rests. A failure ends the process.</summary>
public sealed class CollectedChartsTests
{
    [Fact]
    public void PicturesOutliveCollections()
    {
        SampleExtent square = new(-2, 2, -2, 2);
        var random = new Random(1);
        SamplePoint[] points = [.. Enumerable.Range(0, 3000).Select(_ => new SamplePoint((4 * random.NextDouble()) - 2, (4 * random.NextDouble()) - 2))];
        SampleChart samples = new()
        {
            Real = points[..1500],
            Generated = points,
            Surface = SampleSurface.Evaluate(square, 20, cells => [.. cells.Select(cell => cell.X * cell.Y)]),
            Extent = square,
        };
        MetricTable table = new(["Run", "Seed", "Iteration", "Loss"], [.. from seed in Enumerable.Range(1, 3)
                                                                          from run in (string[])["a", "b"]
                                                                          from iteration in Enumerable.Range(1, 200)
                                                                          select new object[] { run, (long)seed, (long)iteration, random.NextDouble() }]);
        MetricChart metrics = MetricChartBuilder.Build(table, new MetricChartOptions { GroupBy = ["Run"] });
        bool isOver = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                GC.Collect(0);
                Thread.SpinWait(10_000); // lets the others come to something
            }
        });
        collector.Start();
        try
        {
            byte[] first = ChartFile.ToPng(samples), line = ChartFile.ToPng(metrics);
            Assert.Equal(first, ChartFile.ToPng(samples));
            Assert.Equal(line, ChartFile.ToPng(metrics));
            // Enough that the compiler takes its time over them: then it lets go of what is not used any more.
            SampleChart plain = new() { Generated = points, Extent = square };
            for (int i = 0; i < 4; i++) Assert.NotEmpty(ChartFile.ToPng(new SampleStrip([.. Enumerable.Repeat(plain, 12)])));
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            collector.Join();
        }
    }

    // The race above is lost about every third time only; this needs no luck.
    [Fact]
    public void TrianglesAreOurs()
    {
        SamplePoint[] points = [new(0, 0)];
        using Plot plot = new();
        SamplePlot.Add(plot, new SampleChart { Real = points, Generated = points }, new SampleExtent(-1, 1, -1, 1), []);
        MarkerStyle[] styles = [.. plot.GetPlottables<Markers>().Select(markers => markers.MarkerStyle)];
        Assert.Equal(2, styles.Length);
        // A circle needs no path.
        Assert.All(styles, style => Assert.True(style.Shape == MarkerShape.FilledCircle || style.CustomRenderer is TriangleMarker));
    }
}
