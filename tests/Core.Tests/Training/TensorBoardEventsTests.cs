using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Metrics;
using AutogradPS.Runs;
using AutogradPS.Training;
using SkiaSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

public sealed class TensorBoardEventsTests : IDisposable
{
    private static readonly TrainingOptions Options = TrainingData.Small with { Iterations = 12, CheckpointEvery = 4, SampleEvery = 3, TensorBoard = true, Architecture = "mlp" };

    // Small images, whose pictures are drawn in no time.
    private readonly RowDataset dataset = RowDataset.FromTensor(linspace(-1, 1, 16 * 3 * 8 * 8).reshape(16, 3, 8, 8));
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        dataset.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_numbers_are_those_of_metrics_csv_under_the_same_names()
    {
        RunDirectory run = Train("run", Options with { LogEvery = 2 });
        EventValue[] scalars = [.. Events(run).Where(e => e.Scalar is not null)];
        MetricTable metrics = MetricCsv.Read(run.Metrics);
        Assert.Equal([2L, 4, 6, 8, 10, 12], scalars.Select(e => e.Step).Distinct());
        foreach (string column in new[] { "CriticLoss", "WassersteinEstimate", "GradientNormMean", "GradientNormP95", "GeneratorGradientNorm", "RealGradientNormMax", "LearningRate" })
            Assert.Equal(metrics.Numbers(column).Select(number => (float)number), scalars.Where(e => e.Tag == column).Select(e => e.Scalar!.Value));
        Assert.Equal(6, scalars.Count(e => e.Tag == "IterationsPerSecond"));
        Assert.DoesNotContain(scalars, e => e.Tag is "Iteration" or "Seed" or "Run" or "Path");
        double now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.All(scalars, e => Assert.InRange(e.WallTime, now - 600, now + 1));
    }

    [Fact]
    public void Images_are_the_pictures_of_the_run()
    {
        RunDirectory run = Train("images", Options with { SampleEvery = 5 });
        EventValue[] pictures = [.. Events(run).Where(e => e.Image is not null)];
        Assert.Equal([0L, 5, 10, 12], pictures.Select(e => e.Step));
        foreach (EventValue picture in pictures)
        {
            (long height, long width, byte[] png) = picture.Image!.Value;
            using SKBitmap file = SKBitmap.Decode(File.ReadAllBytes(Path.Combine(run.Samples, $"iteration-{picture.Step:0000000}.png"))), seen = SKBitmap.Decode(png);
            Assert.Equal("samples", picture.Tag);
            Assert.Equal((file.Height, file.Width), ((int)height, (int)width));
            Assert.Equal(file.Pixels, seen.Pixels);
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_killed_run_goes_on_without_a_step_twice(int bytesLost)
    {
        RunDirectory run = Train("run", Options);
        // As if the process had been killed in iteration 12, while an event was written: the last checkpoint is that of iteration 8.
        File.Delete(new CheckpointStore(run).FileOf(12));
        string first = Assert.Single(Files(run));
        using (FileStream file = File.OpenWrite(first)) file.SetLength(file.Length - bytesLost);
        Train("run", new TrainingOptions());
        Assert.Equal(2, Files(run).Length);
        Assert.Equal(8, EventFile.Read(first).Max(e => e.Step));
        AssertComplete(run, 12);
    }

    [Fact]
    public void A_run_goes_on_from_its_beginning_its_end_and_where_it_was_stopped()
    {
        RunDirectory run = Train("run", Options, steps: 7);
        run = Train("run", new TrainingOptions());
        AssertComplete(run, 12);
        Train("run", new TrainingOptions());
        AssertComplete(run, 12);
        Train("run", new TrainingOptions { Iterations = 14 });
        AssertComplete(run, 14);
        Directory.Delete(run.Checkpoints, recursive: true);
        Train("run", new TrainingOptions());
        AssertComplete(run, 14);
        Assert.Single(Files(run));
    }

    [Fact]
    public void They_can_end_and_begin_later_in_a_run()
    {
        RunDirectory run = Train("run", Options with { Iterations = 4 });
        Train("run", new TrainingOptions { Iterations = 6, TensorBoard = false });
        Train("run", new TrainingOptions { Iterations = 8 });
        Assert.Equal(4, Events(run).Max(e => e.Step));
        Assert.False(RunConfig.Read(run).Settings.TensorBoard);
        Train("run", new TrainingOptions { Iterations = 9, TensorBoard = true });
        Assert.Equal([1L, 2, 3, 4, 9], Events(run).Where(e => e.Tag == "CriticLoss").Select(e => e.Step));
        Assert.True(RunConfig.Read(run).Settings.TensorBoard);
    }

    [Fact]
    public void There_are_none_where_none_are_asked_for_and_force_removes_those_of_the_run_before()
    {
        RunDirectory run = Train("run", Options);
        Assert.Single(Files(run));
        using TrainingSession session = TrainingSession.Start(new(Options with { Iterations = 6, TensorBoard = null }, dataset) { OutputDirectory = run.Path, Overwrite = true, SkipSetupCheck = true });
        Assert.Equal(6, session.Run().Count());
        Assert.False(Directory.Exists(run.TensorBoard));
    }

    [Fact]
    public void Where_they_cannot_be_written_the_run_ends_with_an_error_and_goes_on_later()
    {
        RunDirectory run = new(folder.File("run"));
        using (TrainingSession session = TrainingSession.Start(new(Options, dataset) { OutputDirectory = run.Path, SkipSetupCheck = true }))
        {
            int steps = 0;
            session.BeforeStep = () =>
            {
                if (steps++ != 16) return;
                Directory.Delete(run.TensorBoard, recursive: true);
                File.WriteAllText(run.TensorBoard, "in the way");
            };
            AutogradPSException error = Assert.ThrowsAny<AutogradPSException>(() => session.Run().Count());
            Assert.Equal("FileNotWritable", error.ErrorId);
            Assert.Contains("tensorboard", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(RunState.Failed, RunReader.Read(run.Path).Status);
        Assert.Equal("FileNotWritable", Assert.ThrowsAny<AutogradPSException>(() => Train("run", new TrainingOptions())).ErrorId);
        File.Delete(run.TensorBoard);
        Train("run", new TrainingOptions());
        Assert.Equal(RunState.Completed, RunReader.Read(run.Path).Status);
        Assert.Equal(12, Events(run).Max(e => e.Step));
    }

    private static string[] Files(RunDirectory run) => [.. Directory.GetFiles(run.TensorBoard).Order(StringComparer.Ordinal)];

    private static EventValue[] Events(RunDirectory run) => [.. Files(run).SelectMany(EventFile.Read)];

    // Every scalar at every iteration, every picture at its own, once, in order.
    private static void AssertComplete(RunDirectory run, int iterations)
    {
        EventValue[] events = Events(run);
        foreach (IGrouping<string, EventValue> tag in events.Where(e => e.Scalar is not null).GroupBy(e => e.Tag))
            Assert.Equal(Enumerable.Range(1, iterations).Select(i => (long)i), tag.Select(e => e.Step));
        long[] pictures = [.. events.Where(e => e.Image is not null).Select(e => e.Step)];
        Assert.Equal(pictures.Distinct().Order(), pictures);
        Assert.Empty(new long[] { 3, 6, 9, 12 }.Except(pictures));
    }

    private RunDirectory Train(string name, TrainingOptions options, int steps = int.MaxValue)
    {
        TrainingRequest request = new(options, dataset) { OutputDirectory = folder.File(name), SkipSetupCheck = true };
        using CancellationTokenSource stop = new();
        using TrainingSession session = RunDirectory.IsRun(request.OutputDirectory) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        int step = 0;
        session.BeforeStep = () => { if (step++ == steps) stop.Cancel(); };
        foreach (TrainingRecord _ in session.Run(stop.Token))
        {
        }
        return session.Directory;
    }
}
