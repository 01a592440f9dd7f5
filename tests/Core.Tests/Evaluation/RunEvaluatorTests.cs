using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Evaluation;
using AutogradPS.Metrics;
using AutogradPS.Runs;
using AutogradPS.Tests.Training;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Evaluation;

public sealed class RunEvaluatorTests : IDisposable
{
    private static readonly RunEvaluationOptions Quick = new() { Count = 400, Comparison = new() { Directions = 200, ExactCount = 100 } };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_generator_that_gives_the_origin_is_as_far_as_the_circle()
    {
        string run = Train(TrainingData.Toy);
        Rewrite(run, networks =>
        {
            foreach (Tensor parameter in networks.Generator.parameters()) parameter.zero_();
        });
        RunEvaluation evaluation = RunEvaluator.Measure(run, options: Quick);
        // From the centre to a circle of radius 2 / 1.414; of a line through it by the mean of |cos|.
        Assert.Equal(2 / 1.414, evaluation.Wasserstein!.Value, 0.02);
        Assert.Equal(2 / 1.414 * 2 / Math.PI, evaluation.SlicedWasserstein, 0.05);
        Assert.Equal((0, 8, 0.0), (evaluation.Modes, evaluation.ModeCount, evaluation.HighQualityShare));
        Assert.Equal(("run", 6L, "iteration-0000000006.safetensors", 400L), (evaluation.Run, evaluation.Iteration, evaluation.Checkpoint, evaluation.SampleCount));
        Assert.Contains("noise seed 0; 400 generated against 400 real samples from fresh draws of 8Gaussians, seed 0", evaluation.Protocol, StringComparison.Ordinal);
    }

    [Fact]
    public void The_result_is_kept_and_shown_with_the_run()
    {
        string run = Train(TrainingData.Toy);
        RunEvaluation first = RunEvaluator.Measure(run, options: Quick);
        RunEvaluation second = RunEvaluator.Measure(run, options: Quick with { NoiseSeed = 1 });
        Assert.NotEqual(first.SlicedWasserstein, second.SlicedWasserstein);

        MetricTable stored = MetricCsv.Read(Path.Combine(run, "evaluation.csv"));
        Assert.Equal([first.SlicedWasserstein, second.SlicedWasserstein], stored.Numbers("SlicedWasserstein"));
        Assert.Equal([first.Protocol, second.Protocol], stored.Rows.Select(row => row[stored.IndexOf("Protocol")]));
        Assert.Equal([6, 6], stored.Numbers("Iteration"));
        WganRun read = RunReader.Read(run);
        Assert.Equal((second.SlicedWasserstein, (double)second.Modes!, 6.0, second.Protocol),
            (read.Evaluation["SlicedWasserstein"], read.Evaluation["Modes"], read.Evaluation["EvaluatedIteration"], read.Evaluation["Protocol"]));
        ComparedRun compared = RunComparison.Of([read])[0];
        Assert.Equal((second.SlicedWasserstein, second.Protocol), (compared.Metrics["SlicedWasserstein"], compared.Metrics["Protocol"]));
    }

    [Fact]
    public void The_same_checkpoint_measures_the_same()
    {
        string run = Train(TrainingData.Toy);
        RunEvaluation first = RunEvaluator.Measure(run, options: Quick);
        using Tensor samples = SampleGenerator.Draw(run, 400, seed: 0);
        SampleQuality direct = SampleEvaluator.Measure(samples, TrainingData.Toy, Quick.Comparison);
        Assert.Equal((direct.SlicedWasserstein, direct.Wasserstein, direct.MmdSquared), (first.SlicedWasserstein, first.Wasserstein, first.MmdSquared));
        Assert.Equal(first with { Time = default }, RunEvaluator.Measure(run, options: Quick) with { Time = default });
    }

    [Fact]
    public void Files_are_measured_against_rows_that_were_held_out()
    {
        using Tensor rows = randn(64, 2);
        using RowDataset kept = RowDataset.FromTensor(rows, heldOut: 24);
        using RowDataset all = RowDataset.FromTensor(rows);
        List<string> warnings = [];
        Assert.Contains("held-out rows (24 samples)", RunEvaluator.Measure(Train(kept, "kept"), kept, Quick, warnings.Add).Protocol, StringComparison.Ordinal);
        Assert.Empty(warnings);
        Assert.Contains("training rows", RunEvaluator.Measure(Train(all, "all"), all, Quick, warnings.Add).Protocol, StringComparison.Ordinal);
        Assert.Contains("the rows that it learned from", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal("DatasetDiffers", Assert.Throws<AutogradPSException>(() => RunEvaluator.Measure(folder.File("all"), kept, Quick)).ErrorId);
        Assert.Equal("DatasetNotStored", Assert.Throws<AutogradPSException>(() => RunEvaluator.Measure(folder.File("all"), null, Quick)).ErrorId);
    }

    private static void Rewrite(string run, Action<TrainingNetworks> change)
    {
        CheckpointStore store = new(new RunDirectory(run));
        using Checkpoint last = store.Newest()!;
        using TrainingNetworks networks = TrainingNetworks.Create(RunJson.Read<RunConfig>(Path.Combine(run, "config.json")).Settings, [2]);
        TrainingState.Restore(networks, last.Tensors);
        using (no_grad()) change(networks);
        store.Write(last.CriticStep, last.Iteration, last.ElapsedSeconds, networks);
    }

    private string Train(Dataset dataset, string name = "run")
    {
        using TrainingSession session = TrainingSession.Start(new(TrainingData.Small, dataset) { OutputDirectory = folder.File(name), SkipSetupCheck = true });
        Assert.Equal(6, session.Run().Count());
        return session.Path;
    }
}
