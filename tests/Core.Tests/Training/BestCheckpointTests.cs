using AutogradPS.Errors;
using AutogradPS.Evaluation;
using AutogradPS.Networks;
using AutogradPS.Runs;
using AutogradPS.Tensors;
using AutogradPS.Tensors.Files;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

public sealed class BestCheckpointTests : IDisposable
{
    private static readonly TrainingOptions Options =
        TrainingData.Small with { Iterations = 60, CheckpointEvery = 5, LearningRate = 2e-3, BestMetric = "SlicedWasserstein", EmaDecay = 0.5 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_estimate_counts_after_a_tenth_of_the_run_and_once_it_has_halved()
    {
        TrainingSettings settings = TrainingData.Settings(TrainingData.Small with { Iterations = 1000 });
        Assert.Equal(BestCheckpoint.Estimate, settings.BestMetric);
        using TrainingNetworks networks = TrainingNetworks.Create(settings, [2]);
        BestCheckpoint best = new(settings, TrainingData.Toy);
        See(best, 0.001f, 10); // the critic knows nothing yet
        Assert.Null(best.Judge(50, networks));
        See(best, 0.0001f, 10);
        Assert.Null(best.Judge(100, networks));
        See(best, 2, 10);
        Assert.Null(best.Judge(200, networks));
        See(best, 1.1f, 10);
        Assert.Null(best.Judge(300, networks));
        See(best, 0.8f, 10);
        Assert.Equal(0.8, best.Judge(400, networks)!.Value, 1e-6);
        See(best, 0.9f, 10);
        Assert.Null(best.Judge(500, networks));
        See(best, -0.2f, 10); // a critic worse than none is not better than one at zero
        Assert.Equal(0.2, best.Judge(600, networks)!.Value, 1e-6);
        See(best, 0.1f, 5);
        See(best, -0.1f, 5);
        Assert.Equal(0, best.Judge(700, networks)!.Value, 1e-7);
    }

    [Fact]
    public void It_is_the_one_of_the_least_distance_and_outlives_the_rotation()
    {
        RunDirectory run = Train("run", Options with { KeepCheckpoints = 2, Optimizer = "sgd", LearningRate = 0.05 });
        CheckpointStore store = new(run);
        Assert.Equal(["iteration-0000000060.safetensors", "iteration-0000000055.safetensors"], store.Files.Select(Path.GetFileName));
        using Checkpoint best = store.Open("best");
        Assert.Equal(Distance(best), best.Score!.Value, 1e-12);
        // All checkpoints of the same training: none is better.
        RunDirectory all = Train("all", Options with { KeepCheckpoints = 100, Optimizer = "sgd", LearningRate = 0.05 });
        Dictionary<long, double> scores = new CheckpointStore(all).Files.ToDictionary(
            file => long.Parse(Path.GetFileNameWithoutExtension(file)[10..], System.Globalization.CultureInfo.InvariantCulture), file => Distance(Checkpoint.Read(file)));
        Assert.Equal(12, scores.Count);
        Assert.Equal(scores.Values.Min(), best.Score!.Value, 1e-12);
        Assert.Equal(scores.MinBy(pair => pair.Value).Key, best.Iteration);
    }

    [Fact]
    public void A_resumed_run_has_the_best_one_of_the_uninterrupted_run()
    {
        foreach (string metric in BestCheckpoint.Metrics.Except([BestCheckpoint.None]))
        {
            TrainingOptions options = Options with { BestMetric = metric, Iterations = 120, LearningRate = 5e-3 };
            RunDirectory whole = Train(metric, options), parts = Train(metric + "-parts", options, until: 33);
            Train(metric + "-parts", new TrainingOptions(), until: 77);
            Train(metric + "-parts", new TrainingOptions());
            using Checkpoint first = new CheckpointStore(whole).Open("best"), second = new CheckpointStore(parts).Open("best");
            Assert.Equal((first.Iteration, first.Score), (second.Iteration, second.Score));
            foreach (TensorEntry entry in first.Tensors)
                Assert.Equal(entry.Tensor.bytes.ToArray(), second.Tensors.Single(other => other.Name == entry.Name).Tensor.bytes.ToArray());
        }
    }

    [Fact]
    public void Samples_come_from_the_best_the_latest_or_the_checkpoint_of_an_iteration()
    {
        RunDirectory run = Train("run", Options with { KeepCheckpoints = 3 });
        Tensor Draw(string checkpoint) => SampleGenerator.Draw(run.Path, 4, 1, new SampleOptions { Checkpoint = checkpoint });
        using Tensor latest = Draw("latest"), last = Draw("60"), before = Draw("55"), best = Draw("BEST");
        Assert.True(latest.Equals(last));
        Assert.False(latest.Equals(before));
        Assert.Equal([4, 2], best.shape);
        Assert.Contains("There are: 50, 55, 60.", Assert.Throws<AutogradPSException>(() => Draw("5")).Message, StringComparison.Ordinal);
        Assert.Equal("CheckpointMissing", Assert.Throws<AutogradPSException>(() => Draw("5")).ErrorId);
        Assert.Equal("CheckpointUnknown", Assert.Throws<AutogradPSException>(() => Draw("-1")).ErrorId);
        RunDirectory none = Train("none", Options with { BestMetric = "None", Iterations = 5 });
        Assert.Equal("CheckpointMissing", Assert.Throws<AutogradPSException>(() => SampleGenerator.Draw(none.Path, 1, 1, new SampleOptions { Checkpoint = "best" })).ErrorId);
    }

    [Fact]
    public void Where_all_others_are_damaged_the_run_goes_on_from_the_best_one()
    {
        RunDirectory whole = Train("whole", Options), run = Train("run", Options);
        foreach (string file in new CheckpointStore(run).Files) File.WriteAllText(file, "no checkpoint");
        Train("run", new TrainingOptions());
        Assert.Equal(File.ReadAllText(whole.Metrics), File.ReadAllText(run.Metrics));
    }

    [Fact]
    public void A_metric_that_is_not_measured_is_refused()
    {
        Assert.Equal(BestCheckpoint.None, TrainingData.Settings(TrainingData.Small with { Objective = "r1" }).BestMetric);
        Assert.Equal("BestNotMeasured", Assert.Throws<AutogradPSException>(
            () => TrainingData.Settings(TrainingData.Small with { Objective = "r1", BestMetric = "WassersteinEstimate" })).ErrorId);
        Assert.Equal("BestMetricUnknown", Assert.Throws<AutogradPSException>(() => TrainingData.Settings(TrainingData.Small with { BestMetric = "fid" })).ErrorId);
    }

    private static void See(BestCheckpoint best, float estimate, int times)
    {
        for (int i = 0; i < times; i++)
            best.See(new TrainingRecord
            {
                Iteration = 1, CriticLoss = 0, GeneratorLoss = 0, RealScore = 0, GeneratedScore = 0, CriticGradientNorm = 1, GeneratorGradientNorm = 1, LearningRate = 1, Seed = 1,
                WassersteinEstimate = estimate,
            });
    }

    // The protocol, once more: 1000 samples of the averaged generator against 1000 real ones over 200 directions.
    private static double Distance(Checkpoint checkpoint)
    {
        using Network generator = NetworkFactory.Create(Architectures.GeneratorLayers("mlp", new ArchitectureSettings { SampleShape = [2], LatentSize = 2, HiddenSize = 16 }));
        using var quiet = no_grad();
        foreach ((string name, Tensor parameter) in generator.state_dict()) parameter.copy_(checkpoint.Tensors.Single(entry => entry.Name == "generator_ema." + name).Tensor);
        using Tensor generated = generator.forward(new RandomStream(1, "samples.best").Randn(0, [1000, 2])), real = TrainingData.Toy.Sample(1000, 1);
        return SlicedWasserstein.Distance(generated, real, 200, 1);
    }

    private RunDirectory Train(string name, TrainingOptions options, long until = long.MaxValue)
    {
        TrainingRequest request = new(options, TrainingData.Toy) { OutputDirectory = folder.File(name) };
        using TrainingSession session = RunDirectory.IsRun(folder.File(name)) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        foreach (TrainingRecord record in session.Run())
            if (record.Iteration >= until) break;
        return session.Directory;
    }
}
