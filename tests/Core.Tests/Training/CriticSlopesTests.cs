using AutogradPS.Metrics;
using AutogradPS.Networks;
using AutogradPS.Objectives;
using AutogradPS.Runs;
using AutogradPS.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

public sealed class CriticSlopesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("wgan")]
    [InlineData("wgan-gp")]
    [InlineData("dragan")]
    [InlineData("r1")]
    [InlineData("custom")]
    public void Of_a_linear_critic_they_are_the_norm_of_its_weight(string name)
    {
        using Network critic = NetworkFactory.Create(["Linear 2 1"], seed: 1), generator = NetworkFactory.Create(["Linear 2 2"], seed: 2);
        using (no_grad()) critic.parameters().First().copy_(tensor([0.3f, 0.4f]).reshape(1, 2));
        Objective? own = name == "custom" ? Objective.Of((c, real, fake) => new CriticTerms(c.forward(fake).mean() - c.forward(real).mean(), null), "{ }") : null;
        TrainingSettings settings = TrainingData.Settings(TrainingData.Small with { Objective = own is null ? name : null, CriticSteps = 1 });
        using TrainingNetworks networks = TrainingNetworks.Of(settings, critic, generator);
        using WganTrainer trainer = new(settings, TrainingData.Toy, networks, own);
        Assert.Null(trainer.Step());
        TrainingRecord record = trainer.Step()!;
        Assert.Equal(0.5f, record.RealGradientNormMean!.Value, 1e-7f);
        Assert.Equal(0.5f, record.GeneratedGradientNormMax!.Value, 1e-7f);
        Assert.Equal((0f, 0f), (record.RealGradientNormStd!.Value, record.GeneratedGradientNormStd!.Value));
        Assert.Equal(record.RealGradientNormMax, record.GeneratedGradientNormMean);
    }

    [Fact]
    public void Where_the_penalty_looks_at_real_samples_they_are_the_norms_it_sees()
    {
        TrainingSettings settings = TrainingData.Settings(TrainingData.Small with { Objective = "r1" });
        Assert.All(TrainingData.Train(settings), r =>
        {
            Assert.Equal(r.GradientNormMean!.Value, r.RealGradientNormMean!.Value, 1e-6f);
            Assert.Equal(r.GradientNormMax!.Value, r.RealGradientNormMax!.Value, 1e-6f);
            Assert.NotEqual(r.RealGradientNormMean, r.GeneratedGradientNormMean);
        });
    }

    [Theory]
    [InlineData("sn")]
    [InlineData("wgan-gp")]
    public void Measuring_them_changes_no_number_of_the_training(string objective)
    {
        TrainingSettings settings = TrainingData.Settings(TrainingData.Small with { Objective = objective, Iterations = 8 });
        List<TrainingRecord> all = TrainingData.Train(settings), some = TrainingData.Train(settings with { LogEvery = 4 });
        Assert.Equal([all[3], all[7]], some);
        Assert.All(all, r => Assert.True(r.RealGradientNormMean > 0 && r.GeneratedGradientNormMean > 0));
    }

    [Fact]
    public void Modes_statistics_and_random_numbers_are_as_before()
    {
        using Network critic = NetworkFactory.Create(["Linear 2 8", "BatchNorm1d 8", "Dropout 0.5", "ReLU", "SpectralNorm Linear 8 1"], seed: 1);
        nn.Module norm = critic.children().ElementAt(1);
        norm.eval();
        using var scope = NewDisposeScope();
        Tensor[] before = [.. critic.buffers().Select(b => b.clone())];
        Tensor random = get_rng_state();
        Assert.NotNull(CriticSlopes.Of(critic, randn(5, 2, generator: new Generator(1)), randn(5, 2, generator: new Generator(2))));
        Assert.True(random.Equals(get_rng_state()));
        Assert.All(before.Zip(critic.buffers()), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.True(critic.training && !norm.training && critic.children().ElementAt(2).training);
    }

    [Fact]
    public void A_critic_without_a_score_a_sample_has_none()
    {
        using Network critic = NetworkFactory.Create(["Flatten 0", "Linear 10 1"], seed: 1);
        using Tensor samples = ones(5, 2);
        Assert.Null(CriticSlopes.Of(critic, samples, samples));
    }

    [Fact]
    public void A_run_of_the_time_before_they_were_measured_goes_on()
    {
        RunDirectory whole = Train("whole", TrainingData.Small), old = Train("old", TrainingData.Small with { Iterations = 3 });
        int now = MetricCsv.Read(old.Metrics).Columns.Count;
        File.WriteAllLines(old.Metrics, File.ReadAllLines(old.Metrics).Select(line => string.Join(',', line.Split(',')[..^6])));
        Assert.EndsWith(",Seed", File.ReadLines(old.Metrics).First(), StringComparison.Ordinal);
        Train("old", new TrainingOptions { Iterations = 6 });
        MetricTable table = MetricCsv.Read(old.Metrics), expected = MetricCsv.Read(whole.Metrics);
        Assert.Equal(now, table.Columns.Count);
        Assert.Equal(expected.Numbers("CriticLoss"), table.Numbers("CriticLoss"));
        int column = table.IndexOf("RealGradientNormMean");
        Assert.All(table.Rows.Take(3), row => Assert.Null(row[column]));
        Assert.Equal(expected.Rows.Skip(3).Select(row => row[column]), table.Rows.Skip(3).Select(row => row[column]));
    }

    private RunDirectory Train(string name, TrainingOptions options)
    {
        TrainingRequest request = new(options, TrainingData.Toy) { OutputDirectory = folder.File(name) };
        using TrainingSession session = RunDirectory.IsRun(folder.File(name)) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        Assert.NotEmpty(session.Run().ToList());
        return session.Directory;
    }
}
