using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Numerics;
using AutogradPS.Objectives;
using AutogradPS.Runs;
using AutogradPS.Tensors;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

/// <summary>The ways to the gradients by name: which one is chosen, what is written down of it, and that each trains and resumes alike.</summary>
public sealed class GradientMethodTests : IDisposable
{
    // A step of sgd is as small as its gradient; one of Adam is not, and would blow up what rounding leaves where a gradient is zero.
    private static readonly TrainingOptions Options = TrainingData.Small with { Optimizer = "sgd", LearningRate = 0.05 };

    private readonly TemporaryFolder folder = new();

    /// <summary>The ways that this processor knows.</summary>
    public static TheoryData<string> Methods { get; } = [.. StepGradients.Names.Where(name => name != "fused" || ProductKernel.IsSupported)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_records_are_those_of_autograd(string method)
    {
        foreach (string objective in (string[])["wgan", "wgan-gp", "wgan-lp"])
        {
            TrainingOptions options = Options with { Objective = objective };
            List<TrainingRecord> expected = TrainingData.Train(TrainingData.Settings(options with { GradientMethod = "autograd" }));
            List<TrainingRecord> actual = TrainingData.Train(TrainingData.Settings(options with { GradientMethod = method }));
            Assert.Equal(6, actual.Count);
            foreach ((TrainingRecord one, TrainingRecord other) in expected.Zip(actual))
            {
                Near(one.CriticLoss, other.CriticLoss);
                Near(one.GeneratorLoss, other.GeneratorLoss);
                Near(one.WassersteinEstimate, other.WassersteinEstimate);
                Near(one.GradientPenalty, other.GradientPenalty);
                Near(one.GradientNormMean, other.GradientNormMean);
                Near(one.RealGradientNormMean, other.RealGradientNormMean);
                Near(one.CriticGradientNorm, other.CriticGradientNorm);
                Near(one.GeneratorGradientNorm, other.GeneratorGradientNorm);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Each_resumes_bit_for_bit(string method)
    {
        ResumeProof proof = ResumeProof.Of(new TrainingRequest(TrainingData.Small with { GradientMethod = method }, TrainingData.Toy), 4);
        Assert.True(proof.IsIdentical, string.Join(", ", proof.Differences));
    }

    [Theory]
    [InlineData("wgan-gp", "none", "fused")]
    [InlineData("wgan-gp", "layer", "autograd")]
    [InlineData("sn", "none", "autograd")]
    public void The_fastest_possible_one_is_chosen_and_written_down(string objective, string norm, string expected)
    {
        if (expected == "fused" && !ProductKernel.IsSupported) expected = "direct";
        RunDirectory run = Train("run", TrainingData.Small with { Objective = objective, CriticNorm = norm });
        Assert.Equal(expected, RunConfig.Read(run).Settings.GradientMethod);
        Assert.Contains($" gradients   {expected}: ", File.ReadAllText(run.Log), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_not_possible_is_refused_before_there_is_a_directory()
    {
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Train("run", TrainingData.Small with { GradientMethod = "direct", CriticNorm = "layer" }));
        Assert.Equal("GradientMethodNotPossible", error.ErrorId);
        Assert.Contains("here the critic has other layers", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public void Where_the_one_of_a_run_is_not_possible_any_more_the_run_goes_on_with_a_warning()
    {
        RunDirectory run = Train("run", TrainingData.Small with { CriticNorm = "layer" });
        // As if it came from a machine that can do more.
        RunConfig config = RunConfig.Read(run);
        (config with { Settings = config.Settings with { GradientMethod = "fused" } }).Write(run);
        Assert.Equal("GradientMethodNotPossible", Assert.Throws<AutogradPSException>(() => Train("run", new TrainingOptions { Iterations = 8, GradientMethod = "fused" })).ErrorId);
        List<string> warnings = [];
        Train("run", new TrainingOptions { Iterations = 8 }, warnings.Add);
        Assert.Contains("goes on with the gradient method autograd", Assert.Single(warnings), StringComparison.Ordinal);
        config = RunConfig.Read(run);
        Assert.Equal(("autograd", "GradientMethod fused -> autograd at iteration 6"), (config.Settings.GradientMethod, Assert.Single(config.Changes)));
        Assert.Equal(8, RunReader.ReadStatus(run.Status).Iteration);
    }

    [Fact]
    public void A_run_that_has_it_by_its_former_name_goes_on()
    {
        if (!ProductKernel.IsSupported) return;
        RunDirectory run = Train("run", TrainingData.Small);
        File.WriteAllText(run.Config, File.ReadAllText(run.Config).Replace("\"fused\"", "\"dense\"", StringComparison.Ordinal));
        List<string> warnings = [];
        Train("run", new TrainingOptions { Iterations = 8 }, warnings.Add);
        RunConfig config = RunConfig.Read(run);
        Assert.Equal("fused", config.Settings.GradientMethod);
        Assert.Empty(warnings);
        Assert.Empty(config.Changes);
    }

    [Fact]
    public void Another_one_would_be_another_run()
    {
        Train("run", TrainingData.Small with { GradientMethod = "autograd" });
        Assert.Equal("SettingFixed", Assert.Throws<AutogradPSException>(() => Train("run", new TrainingOptions { GradientMethod = "direct" })).ErrorId);
        // What it has, and none in particular, are no change.
        Train("run", new TrainingOptions { Iterations = 7, GradientMethod = "AUTOGRAD" });
        Train("run", new TrainingOptions { Iterations = 8, GradientMethod = "Auto" });
        Assert.Equal("autograd", RunConfig.Read(new RunDirectory(folder.File("run"))).Settings.GradientMethod);
    }

    private static void Near(float? expected, float? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is not null) Assert.InRange(Math.Abs(expected.Value - actual!.Value), 0, 1e-5 * Math.Max(1, Math.Abs(expected.Value)));
    }

    private RunDirectory Train(string name, TrainingOptions options, Action<string>? warn = null)
    {
        TrainingRequest request = new(options, TrainingData.Toy) { OutputDirectory = folder.File(name), Warn = warn };
        using TrainingSession session = RunDirectory.IsRun(folder.File(name)) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        Assert.NotEmpty(session.Run().ToList());
        return session.Directory;
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_neuron_that_is_active_for_all_samples_has_a_bias_whose_gradient_is_zero(string method)
    {
        using var scope = NewDisposeScope();
        foreach (string objective in (string[])["wgan", "wgan-gp", "wgan-lp"])
        {
            foreach (int n in (int[])[3, 7, 64, 101])
            {
                Network critic = NetworkFactory.Create(["Linear 2 5", "ReLU", "Linear 5 4", "LeakyReLU 0.2", "Linear 4 1"], seed: 3), generator = NetworkFactory.Create(["Linear 2 2"], seed: 4);
                using (no_grad())
                    foreach (string name in (string[])["0.bias", "2.bias"]) critic.get_parameter(name)!.fill_(90);
                using IStepGradients way = StepGradients.For(ObjectiveCatalog.Get(objective), 10, critic, generator, method);
                using RandomStream random = new(1, "test");
                CriticGradients step = way.Critic(randn(n, 2), randn(n, 2), random, 0);
                string[] names = [.. critic.named_parameters().Select(p => p.name)];
                foreach (string name in (string[])["0.bias", "2.bias", "4.bias"]) Assert.Equal(0f, step.Gradients[Array.IndexOf(names, name)].abs().max().item<float>());
                Assert.NotEqual(0f, step.Gradients[Array.IndexOf(names, "0.weight")].abs().max().item<float>());
            }
        }
    }

    [Fact]
    public void A_fully_connected_layer_takes_the_last_dimension_where_nothing_flattens_samples()
    {
        using var scope = NewDisposeScope();
        Network critic = NetworkFactory.Create(["Linear 3 8", "ReLU", "Flatten", "Linear 40 1"], seed: 3), generator = NetworkFactory.Create(["Linear 2 15", "Unflatten 1 5,3"], seed: 4);
        Objective objective = ObjectiveCatalog.Get("wgan-gp");
        using IStepGradients way = StepGradients.For(objective, 10, critic, generator, sampleShape: [5, 3]);
        Assert.Equal("autograd", way.Method);
        foreach (string method in StepGradients.Names.Except(["auto", "autograd"]))
            Assert.Equal("GradientMethodNotPossible", Assert.Throws<AutogradPSException>(() => StepGradients.For(objective, 10, critic, generator, method, sampleShape: [5, 3])).ErrorId);
        Network flat = NetworkFactory.Create(["Flatten", "Linear 15 8", "ReLU", "Linear 8 1"], seed: 3);
        using IStepGradients other = StepGradients.For(objective, 10, flat, generator, sampleShape: [5, 3]);
        Assert.NotEqual("autograd", other.Method);
    }

    [Fact]
    public void A_layer_of_both_networks_leaves_the_graph()
    {
        using var scope = NewDisposeScope();
        Network critic = NetworkFactory.Create(["Linear 2 5", "ReLU", "Linear 5 1"], seed: 3);
        var both = TorchSharp.torch.nn.Sequential(("shared", (nn.Module<Tensor, Tensor>)critic.children().First()), ("out", TorchSharp.torch.nn.Linear(5, 2)));
        using IStepGradients way = StepGradients.For(ObjectiveCatalog.Get("wgan-gp"), 10, critic, both);
        Assert.Equal("autograd", way.Method);
        Assert.Contains("in common", Assert.Throws<AutogradPSException>(() => StepGradients.For(ObjectiveCatalog.Get("wgan-gp"), 10, critic, both, "direct")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hook_is_run_and_its_values_are_those_that_count()
    {
        using var scope = NewDisposeScope();
        Objective objective = ObjectiveCatalog.Get("wgan-gp");
        Network critic = NetworkFactory.Create(["Linear 2 5", "ReLU", "Linear 5 1"], seed: 3), generator = NetworkFactory.Create(["Linear 2 2"], seed: 4);
        Tensor real = randn(8, 2), generated = randn(8, 2);
        using RandomStream random = new(1, "test");
        float Loss(out string method)
        {
            using IStepGradients way = StepGradients.For(objective, 0, critic, generator);
            method = way.Method;
            return way.Critic(real, generated, random, 0).Loss.item<float>();
        }
        float plain = Loss(out string before);
        Assert.NotEqual("autograd", before);
        var last = (nn.Module<Tensor, Tensor>)critic.children().Last();
        var hook = last.register_forward_hook((_, _, output) => output * 2);
        float doubled = Loss(out string hooked);
        Assert.Equal("autograd", hooked);
        Assert.Equal(2 * plain, doubled, 1e-5f);
        Assert.Contains("here a layer has a forward hook", Assert.Throws<AutogradPSException>(() => StepGradients.For(objective, 0, critic, generator, "direct")).Message, StringComparison.Ordinal);
        hook.remove();
        Assert.Equal(plain, Loss(out string after));
        Assert.Equal(before, after);
        critic.register_forward_pre_hook((_, input) => input);
        Loss(out string again);
        Assert.Equal("autograd", again);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    [InlineData(int.MaxValue)]
    public void Threads_without_number_are_refused(int threads) =>
        Assert.Equal("SettingOutOfRange", Assert.Throws<AutogradPSException>(() => TrainingData.Settings(TrainingData.Small with { ThreadCount = threads })).ErrorId);
}
