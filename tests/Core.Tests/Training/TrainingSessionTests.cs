using AutogradPS.Metrics;
using AutogradPS.Runs;
using AutogradPS.Training;

namespace AutogradPS.Tests.Training;

public sealed class TrainingSessionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_leaves_its_settings_metrics_samples_and_charts()
    {
        using TrainingSession session = Start("run");
        List<TrainingRecord> records = [.. session.Run()];
        RunDirectory run = session.Directory;

        Assert.Equal([1, 2, 3, 4, 5, 6], records.Select(r => r.Iteration));
        Assert.All(records, r => Assert.Equal(("run", run.Path), (r.Run, r.Path)));
        Assert.Equal(records.Select(r => (double)r.CriticLoss), MetricCsv.Read(run.Metrics).Numbers("CriticLoss").Select(n => (double)(float)n));
        Assert.Equal(6, MetricCsv.Read(run.Timing).Rows.Count);
        Assert.Equal([Path.Combine(run.Samples, "iteration-0000006.png")], Directory.GetFiles(run.Samples));
        Assert.Equal(["gradient-norm.png", "gradient-norm.svg", "losses.png", "losses.svg", "wasserstein.png", "wasserstein.svg"],
            Directory.GetFiles(run.Charts).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        RunConfig config = RunJson.Read<RunConfig>(run.Config);
        Assert.Equal(session.Settings, config.Settings);
        Assert.Equal(("8Gaussians", TrainingData.Toy.Fingerprint), (config.Dataset.Name, config.Dataset.Fingerprint));
        RunStatus status = RunJson.Read<RunStatus>(run.Status);
        Assert.Equal((RunState.Completed, 6), (status.State, status.Iteration));
    }

    [Fact]
    public void The_same_seed_gives_the_same_file()
    {
        foreach (string name in (string[])["a", "b"])
        {
            using TrainingSession session = Start(name);
            Assert.Equal(6, session.Run().Count());
        }
        Assert.Equal(File.ReadAllBytes(folder.File("a/metrics.csv")), File.ReadAllBytes(folder.File("b/metrics.csv")));
    }

    [Fact]
    public void A_reader_that_walks_away_leaves_a_complete_directory()
    {
        using TrainingSession session = Start("run");
        Assert.Equal(2, session.Run().Take(2).Count());
        Assert.Equal((RunState.Stopped, 2), (Status().State, Status().Iteration));
        Assert.Equal(2, MetricCsv.Read(session.Directory.Metrics).Rows.Count);
        Assert.True(File.Exists(Path.Combine(session.Directory.Charts, "losses.png")));
    }

    [Fact]
    public void Cancellation_is_seen_before_the_next_step()
    {
        using CancellationTokenSource cancellation = new();
        using TrainingSession session = Start("run");
        foreach (TrainingRecord record in session.Run(cancellation.Token))
            if (record.Iteration == 3) cancellation.Cancel();
        Assert.Equal(3, session.Iteration);
        Assert.Equal(RunState.Stopped, Status().State);
    }

    [Fact]
    public void A_divergence_shows_the_last_rows()
    {
        using TrainingSession session = Start("run", TrainingData.Small with { Optimizer = "sgd", LearningRate = 40, Iterations = 1000 });
        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => session.Run().Count());
        int rows = MetricCsv.Read(session.Directory.Metrics).Rows.Count;
        Assert.InRange(rows, 1, 999);
        Assert.Contains(FormattableString.Invariant($"Iteration {rows}: CriticLoss"), error.Message, StringComparison.Ordinal);
        Assert.Equal(RunState.Diverged, Status().State);
        Assert.Equal(error.Message, Status().Message);
        // What it had become can be looked at, but is nothing to go on from.
        Assert.True(File.Exists(Path.Combine(session.Directory.Checkpoints, "diverged.safetensors")));
        Assert.Empty(new CheckpointStore(session.Directory).Files);
    }

    [Fact]
    public void A_time_limit_stops_a_run_that_can_go_on()
    {
        TrainingOptions options = TrainingData.Small with { Iterations = 1_000_000, SampleEvery = 1_000_000 };
        using TrainingSession session = TrainingSession.Start(Request("run", options) with { TimeLimit = TimeSpan.FromMilliseconds(300) });
        Assert.InRange(session.Run().Count(), 1, 100_000);
        Assert.Equal(RunState.Stopped, Status().State);
        Assert.Contains("time limit", Status().Message, StringComparison.Ordinal);
        Assert.Single(new CheckpointStore(session.Directory).Files);
    }

    [Fact]
    public void A_target_is_judged_by_the_mean_of_ten_records()
    {
        using TrainingSession session = TrainingSession.Start(Request("run", TrainingData.Small with { Iterations = 100 }) with { TargetEstimate = 1000 });
        Assert.Equal(StoppingRule.Window, session.Run().Count());
        Assert.Contains("at most 1000", session.StopReason, StringComparison.Ordinal);
    }

    private TrainingRequest Request(string name, TrainingOptions options) => new(options, TrainingData.Toy) { OutputDirectory = folder.File(name) };

    private TrainingSession Start(string name, TrainingOptions? options = null) =>
        TrainingSession.Start(Request(name, options ?? TrainingData.Small));

    private RunStatus Status() => RunJson.Read<RunStatus>(folder.File("run/status.json"));
}
