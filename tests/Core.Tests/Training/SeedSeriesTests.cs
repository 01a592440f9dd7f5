using AutogradPS.Errors;
using AutogradPS.Metrics;
using AutogradPS.Runs;
using AutogradPS.Training;

namespace AutogradPS.Tests.Training;

public sealed class SeedSeriesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_seed_has_the_run_that_it_would_have_alone()
    {
        Assert.Equal(18, Train("series", [1, 5, 3]).Count);
        using (TrainingSession alone = TrainingSession.Start(new(TrainingData.Small with { Seed = 5 }, TrainingData.Toy) { OutputDirectory = folder.File("alone") }))
            Assert.Equal(6, alone.Run().Count());
        Assert.Equal(File.ReadAllBytes(folder.File("alone/metrics.csv")), File.ReadAllBytes(folder.File("series/seed-5/metrics.csv")));
        Assert.Equal([1, 5, 3], new SeriesDirectory(folder.File("series")).Runs.Select(path => RunJson.Read<RunConfig>(Path.Combine(path, "config.json")).Settings.Seed));
        Assert.Equal("series/seed-5", RunReader.Read(folder.File("series/seed-5")).Name);
    }

    [Fact]
    public void The_summary_has_mean_and_standard_deviation_of_the_last_rows()
    {
        Train("series", [1, 2, 3]);
        double[] last = [.. new[] { 1, 2, 3 }.Select(seed => MetricCsv.Read(folder.File($"series/seed-{seed}/metrics.csv")).Numbers("WassersteinEstimate")[^1])];
        double mean = (last[0] + last[1] + last[2]) / 3;
        double deviation = Math.Sqrt((Math.Pow(last[0] - mean, 2) + Math.Pow(last[1] - mean, 2) + Math.Pow(last[2] - mean, 2)) / 2);

        MetricTable summary = MetricCsv.Read(folder.File("series/summary.csv"));
        IReadOnlyList<object?> row = summary.Rows.Single(cells => "WassersteinEstimate".Equals(cells[0]));
        Assert.Equal(mean, (double)row[summary.IndexOf("Mean")]!, 12);
        Assert.Equal(deviation, (double)row[summary.IndexOf("StandardDeviation")]!, 12);
        Assert.Equal((last.Min(), last.Max()), ((double)row[summary.IndexOf("Minimum")]!, (double)row[summary.IndexOf("Maximum")]!));
        Assert.Equal((3L, 6L), ((long)row[summary.IndexOf("Count")]!, (long)row[summary.IndexOf("Iteration")]!));
        Assert.DoesNotContain(summary.Rows, cells => cells[0] is "Seed" or "Iteration" or "LearningRate");

        MetricTable curves = MetricCsv.Read(folder.File("series/curves.csv"));
        Assert.Equal([1, 2, 3, 4, 5, 6], curves.Numbers("Iteration"));
        Assert.Equal(mean, curves.Numbers("WassersteinEstimateMean")[^1], 12);
        Assert.Equal(deviation, curves.Numbers("WassersteinEstimateStd")[^1], 12);
        Assert.Contains("mean ± sd", File.ReadAllText(folder.File("series/charts/losses.svg")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void A_stopped_series_goes_on_to_the_same_bits(int taken)
    {
        Train("whole", [1, 2]);
        using (SeedSeries series = SeedSeries.Start(Request("parts"), [1, 2])) Assert.Equal(taken, series.Run().Take(taken).Count());
        Assert.True(File.Exists(folder.File("parts/summary.csv")));
        using (SeedSeries series = SeedSeries.Resume(Request("parts") with { Options = new() }, []))
        {
            // Nothing is trained twice.
            Assert.Equal(12 - taken, series.Run().Count());
            Assert.Equal((12, 12), (series.Iteration, series.Iterations));
        }
        foreach (string file in (string[])["seed-1/metrics.csv", "seed-2/metrics.csv", "summary.csv", "curves.csv"])
            Assert.Equal(File.ReadAllBytes(folder.File($"whole/{file}")), File.ReadAllBytes(folder.File($"parts/{file}")));
    }

    [Fact]
    public void Seeds_and_iterations_can_be_added()
    {
        Train("series", [1]);
        using SeedSeries series = SeedSeries.Resume(Request("series") with { Options = new() { Iterations = 8 } }, [1, 4]);
        Assert.Equal([(1, 7), (1, 8), .. Enumerable.Range(1, 8).Select(iteration => (4, iteration))], series.Run().Select(record => ((int)record.Seed, (int)record.Iteration)));
    }

    [Fact]
    public void A_run_that_diverges_leaves_the_others_theirs()
    {
        List<string> warnings = [];
        TrainingRequest request = Request("series") with { Warn = warnings.Add };
        // Networks cannot be made to diverge for one seed alone; a damaged weight of its checkpoint can.
        using (SeedSeries series = SeedSeries.Start(request, [1, 2])) Assert.Equal(3, series.Run().Take(3).Count());
        Poison(folder.File("series/seed-1"));
        using SeedSeries resumed = SeedSeries.Resume(request with { Options = new() }, []);
        Assert.Equal([2, 2, 2, 2, 2, 2], resumed.Run().Select(record => record.Seed));
        Assert.Equal(RunState.Diverged, RunReader.Read(folder.File("series/seed-1")).Status);
        Assert.Contains(warnings, warning => warning.Contains("series/seed-1 diverged", StringComparison.Ordinal));
        MetricTable summary = MetricCsv.Read(folder.File("series/summary.csv"));
        Assert.All(summary.Numbers("Count"), count => Assert.Equal(1, count));
    }

    [Fact]
    public void What_cannot_be_repeated_is_refused()
    {
        Assert.Equal("SeedRepeated", Assert.Throws<AutogradPSException>(() => SeedSeries.Start(Request("a"), [1, 2, 1])).ErrorId);
        using TrainingNetworks networks = TrainingNetworks.Create(TrainingData.Settings(), TrainingData.Toy.SampleShape);
        TrainingRequest own = Request("a") with { Critic = networks.Critic, Generator = networks.Generator };
        Assert.Equal("SeedsNeedArchitecture", Assert.Throws<AutogradPSException>(() => SeedSeries.Start(own, [1, 2])).ErrorId);
        Assert.Equal("SettingOutOfRange", Assert.Throws<AutogradPSException>(() => SeedSeries.Start(new(TrainingData.Small with { BatchSize = 0 }, TrainingData.Toy) { OutputDirectory = folder.File("a") }, [1, 2])).ErrorId);
        Assert.False(Directory.Exists(folder.File("a")));
    }

    [Fact]
    public void Runs_replace_each_other_with_force_alone()
    {
        Train("place", [1, 2]);
        File.WriteAllText(folder.File("place/notes.txt"), "mine");
        Assert.Equal("RunDirectoryExists", Assert.Throws<AutogradPSException>(() => SeedSeries.Start(Request("place"), [1, 2])).ErrorId);
        using (TrainingSession single = TrainingSession.Start(Request("place") with { Overwrite = true })) Assert.Equal(6, single.Run().Count());
        Assert.True(RunDirectory.IsRun(folder.File("place")) && !SeriesDirectory.IsSeries(folder.File("place")) && !Directory.Exists(folder.File("place/seed-1")));
        using (SeedSeries series = SeedSeries.Start(Request("place") with { Overwrite = true }, [3, 4])) Assert.Equal(12, series.Run().Count());
        Assert.True(SeriesDirectory.IsSeries(folder.File("place")) && !RunDirectory.IsRun(folder.File("place")) && File.Exists(folder.File("place/notes.txt")));
    }

    [Fact]
    public void A_time_limit_counts_for_all_seeds_together()
    {
        using SeedSeries series = SeedSeries.Start(Request("series") with { TimeLimit = TimeSpan.Zero }, [1, 2]);
        Assert.Empty(series.Run());
        Assert.Contains("time limit", series.StopReason, StringComparison.Ordinal);
    }

    private static void Poison(string run)
    {
        RunConfig config = RunJson.Read<RunConfig>(Path.Combine(run, "config.json"));
        CheckpointStore store = new(new RunDirectory(run));
        using Checkpoint last = store.Newest()!;
        using TrainingNetworks networks = TrainingNetworks.Create(config.Settings, [2]);
        TrainingState.Restore(networks, last.Tensors);
        using (TorchSharp.torch.no_grad()) networks.Critic.parameters().First().fill_(float.NaN);
        store.Write(last.CriticStep, last.Iteration, last.ElapsedSeconds, networks);
    }

    private List<TrainingRecord> Train(string name, long[] seeds)
    {
        using SeedSeries series = SeedSeries.Start(Request(name), seeds);
        return [.. series.Run()];
    }

    private TrainingRequest Request(string name) => new(TrainingData.Small, TrainingData.Toy) { OutputDirectory = folder.File(name) };
}
