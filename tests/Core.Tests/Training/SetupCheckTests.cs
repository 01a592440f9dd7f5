using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Training;
using AutogradPS.Training.Setup;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

public sealed class SetupCheckTests
{
    private static readonly string[] Generator = ["Linear 2 16", "ReLU", "Linear 16 2"];
    private static readonly string[] Critic = ["Linear 2 16", "ReLU", "Linear 16 1"];

    [Fact]
    public void Good_setups_have_no_findings()
    {
        Assert.Empty(SetupCheck.Run(new TrainingRequest(TrainingData.Small, TrainingData.Toy)));
        Assert.Empty(Findings(Critic, Generator));
        Assert.Empty(Findings(["Linear 2 16", "LayerNorm 16", "LeakyReLU 0.2", "Dropout 0.5", "Linear 16 1"], Generator));
    }

    [Fact]
    public void A_critic_whose_last_layer_begins_with_zeros_is_none_that_stands_still()
    {
        using Network critic = NetworkFactory.Create(Critic, seed: 1);
        using (no_grad())
            foreach (string name in (string[])["2.weight", "2.bias"]) critic.get_parameter(name)!.zero_();
        Assert.Empty(Findings(critic, Generator));
        Assert.Equal(0, critic.get_parameter("2.weight")!.count_nonzero().item<long>());
    }

    [Theory]
    [InlineData("BatchNorm", "Linear 2 16", "BatchNorm1d 16", "ReLU", "Linear 16 1")]
    [InlineData("Head", "Linear 2 16", "ReLU", "Linear 16 1", "Sigmoid")]
    [InlineData("Head", "Linear 2 16", "ReLU", "Linear 16 1", "Tanh", "Flatten")]
    [InlineData("Head", "Linear 2 16", "ReLU", "Linear 16 1", "Softplus")]
    [InlineData("Critic", "Linear 2 16", "ReLU", "Linear 16 2")]
    [InlineData("Critic", "Linear 3 16", "ReLU", "Linear 16 1")]
    public void A_misbuilt_critic_is_found(string check, params string[] critic)
    {
        SetupFinding finding = Assert.Single(Findings(critic, Generator), f => f.Severity == SetupSeverity.Error);
        Assert.Equal(check, finding.Check);
        Assert.NotEmpty(finding.Reason);
        Assert.NotEmpty(finding.Remedy);
    }

    /// <summary>Memory and disk are this machine's, and not the preset's.</summary>
    [Theory]
    [MemberData(nameof(Presets))]
    public void Presets_have_no_findings(string preset)
    {
        using Tensor images = preset.Contains("cifar", StringComparison.Ordinal) ? 2 * rand(256, 3, 32, 32) - 1 : 2 * rand(256, 1, 28, 28) - 1;
        using Dataset dataset = preset.EndsWith("-toy", StringComparison.Ordinal) ? DatasetCatalog.Open("8Gaussians") : RowDataset.FromTensor(images, "images");
        Assert.DoesNotContain(SetupCheck.Run(new TrainingRequest(new TrainingOptions { Preset = preset }, dataset)), finding => finding.Check is not ("Memory" or "Disk"));
    }

    public static TheoryData<string> Presets() => [.. PresetCatalog.Names];

    [Theory]
    [InlineData("LearningRate", SetupSeverity.Warning, 1.0, 0.5, 5, 0.01)]
    [InlineData("LearningRate", SetupSeverity.Warning, 1e-9, 0.5, 5, 0.01)]
    [InlineData("Momentum", SetupSeverity.Information, 1e-4, 0.9, 5, 0.01)]
    [InlineData("CriticSteps", SetupSeverity.Information, 1e-4, 0.5, 1, 0.01)]
    [InlineData("Clip", SetupSeverity.Warning, 1e-4, 0.5, 5, 3.0)]
    public void Odd_settings_are_found(string check, SetupSeverity severity, double learningRate, double beta1, int criticSteps, double clip)
    {
        TrainingOptions options = TrainingData.Small with { Objective = check == "Clip" ? "wgan" : "wgan-gp", Optimizer = "adam", LearningRate = learningRate, Beta1 = beta1, CriticSteps = criticSteps, Clip = clip };
        SetupFinding finding = Assert.Single(SetupCheck.Run(new TrainingRequest(options, TrainingData.Toy)));
        Assert.Equal((check, severity), (finding.Check, finding.Severity));
    }

    [Fact]
    public void A_batch_of_one_is_no_data_without_variation() =>
        Assert.Empty(SetupCheck.Run(new TrainingRequest(TrainingData.Small with { BatchSize = 1 }, TrainingData.Toy)));

    [Theory]
    [InlineData("mlp", new long[] { 2 })]
    [InlineData("dcgan", new long[] { 1, 28, 28 })]
    [InlineData("resnet", new long[] { 3, 32, 32 })]
    public void Weights_are_counted_before_they_are_made(string architecture, long[] shape)
    {
        TrainingSettings settings = TrainingData.Settings(TrainingData.Small with { HiddenSize = 12, LatentSize = 7 }) with { Architecture = architecture };
        using TrainingNetworks networks = TrainingNetworks.Create(settings, shape);
        Assert.Equal(networks.Critic.parameters().Concat(networks.Generator.parameters()).Sum(p => p.numel()), NetworkSize.Weights(architecture, shape, 12, 7));
    }

    [Fact]
    public void Networks_larger_than_memory_are_refused_before_they_are_made()
    {
        SetupFinding finding = Assert.Single(SetupCheck.Run(new TrainingRequest(TrainingData.Small with { HiddenSize = 2_000_000 }, TrainingData.Toy)));
        Assert.Equal((SetupSeverity.Error, "Memory"), (finding.Severity, finding.Check));
        using TemporaryFolder folder = new();
        TrainingRequest request = new(TrainingData.Small with { HiddenSize = 2_000_000 }, TrainingData.Toy) { OutputDirectory = folder.File("run"), SkipSetupCheck = true };
        Assert.Equal("NetworksTooLarge", Assert.Throws<AutogradPSException>(() => TrainingSession.Start(request)).ErrorId);
    }

    [Theory]
    [InlineData("critic", "0.weight", float.NaN)]
    [InlineData("critic", "2.bias", float.PositiveInfinity)]
    [InlineData("generator", "2.weight", float.NaN)]
    public void Weights_that_are_no_numbers_are_found_and_named(string which, string name, float value)
    {
        using Network critic = NetworkFactory.Create(Critic, seed: 1), generator = NetworkFactory.Create(Generator, seed: 2);
        using (no_grad()) (which == "critic" ? critic : generator).get_parameter(name)!.view(-1)[0] = value;
        TrainingRequest request = new(TrainingData.Small with { LatentSize = 2 }, TrainingData.Toy) { Critic = critic, Generator = generator };
        SetupFinding finding = Assert.Single(SetupCheck.Run(request));
        Assert.Equal((SetupSeverity.Error, "Weights"), (finding.Severity, finding.Check));
        Assert.Contains($"the {which}'s {name}", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_norm_of_a_single_sample_is_found()
    {
        string[] generator = ["Linear 2 16", "BatchNorm1d 16", "ReLU", "Linear 16 2"];
        Assert.Empty(Findings(Critic, generator, options: TrainingData.Small with { BatchSize = 2 }));
        SetupFinding finding = Assert.Single(Findings(Critic, generator, options: TrainingData.Small with { BatchSize = 1 }));
        Assert.Equal((SetupSeverity.Error, "Generator"), (finding.Severity, finding.Check));
        Assert.Contains("1.running_var", finding.Reason, StringComparison.Ordinal);
        Assert.Contains("-BatchSize of 2", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_weights_to_train_is_refused()
    {
        using Network critic = NetworkFactory.Create(Critic, seed: 1);
        foreach (var weight in critic.parameters()) weight.requires_grad_(false);
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Findings(critic, Generator));
        Assert.Equal("NothingToTrain", error.ErrorId);
        Assert.Contains("The critic", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misbuilt_generator_is_found()
    {
        Assert.Equal("Generator", Assert.Single(Findings(Critic, ["Linear 2 16", "ReLU", "Linear 16 3"])).Check);
        Assert.Equal("Generator", Assert.Single(Findings(Critic, Generator, options: TrainingData.Small with { LatentSize = 5 })).Check);
    }

    [Theory]
    [InlineData(0, "Dependence")]
    [InlineData(1, "Head")]
    [InlineData(2, "Gradient")]
    [InlineData(3, "Gradient")]
    public void Critics_that_compute_without_layers_are_seen_through(int kind, string check)
    {
        Func<Tensor, Tensor>[] functions = [y => y - y.mean([0], keepdim: true), y => y.sigmoid(), y => y.detach(), y => y.round()];
        using Network inner = NetworkFactory.Create(Critic, seed: 1);
        using Wrapped critic = new(inner, functions[kind]);
        Assert.Contains(check, Findings(critic, Generator).Where(f => f.Severity == SetupSeverity.Error).Select(f => f.Check));
    }

    [Fact]
    public void Data_without_numbers_or_variation_are_found()
    {
        using Tensor same = ones(64, 2), half = randn(64, 2), wide = 1.4 * randn(64, 2).clamp(-1, 1), wild = 255 * rand(64, 2);
        half[TensorIndex.Colon, 1] = 3;
        using Dataset nan = new Nan();
        Assert.Contains("NaN", Assert.Single(Findings(Critic, Generator, dataset: nan)).Reason, StringComparison.Ordinal);
        Assert.Equal((SetupSeverity.Error, "Data"), Only(same, Generator));
        Assert.Equal((SetupSeverity.Warning, "Data"), Only(half, Generator));
        Assert.Equal((SetupSeverity.Warning, "Data"), Only(wide, [.. Generator, "Tanh"]));
        Assert.Equal((SetupSeverity.Error, "Data"), Only(wild, [.. Generator, "Tanh"]));
        Assert.Equal((SetupSeverity.Warning, "Data"), Only(wild, Generator));
        using Tensor below = wide.abs().neg();
        Assert.Equal((SetupSeverity.Warning, "Data"), Only(below, [.. Generator, "Sigmoid"]));
    }

    [Fact]
    public void Disk_and_memory_are_weighed()
    {
        Assert.Empty(DiskSpace.Judge(100, 300, "/"));
        Assert.Empty(DiskSpace.Judge(100, null, "/"));
        Assert.Equal(SetupSeverity.Warning, Assert.Single(DiskSpace.Judge(100, 150, "/")).Severity);
        Assert.Equal(SetupSeverity.Error, Assert.Single(DiskSpace.Judge(100, 99, "/")).Severity);
        Assert.Empty(StepMemory.Judge(100, 300));
        Assert.Equal(SetupSeverity.Warning, Assert.Single(StepMemory.Judge(100, 150)).Severity);
        Assert.Equal(SetupSeverity.Error, Assert.Single(StepMemory.Judge(100, 99)).Severity);
        SetupFinding huge = Assert.Single(Findings(Critic, Generator, options: TrainingData.Small with { BatchSize = 1L << 40 }));
        Assert.Equal(("Memory", SetupSeverity.Error), (huge.Check, huge.Severity));
    }

    [Fact]
    public void Nothing_is_changed_and_nothing_is_left()
    {
        using Network critic = NetworkFactory.Create(Critic, seed: 1), generator = NetworkFactory.Create(["Linear 2 16", "BatchNorm1d 16", "ReLU", "Linear 16 2"], seed: 2);
        using Tensor before = cat([.. generator.buffers().Concat(generator.parameters()).Concat(critic.parameters()).Select(t => t.detach().to(float32).flatten())]);
        random.manual_seed(5);
        using Tensor drawn = rand(3);
        random.manual_seed(5);
        TrainingRequest request = new(TrainingData.Small, TrainingData.Toy) { Critic = critic, Generator = generator };
        LiveTensors.AssertFlat(() => Assert.Empty(SetupCheck.Run(request)), times: 5);
        using Tensor after = cat([.. generator.buffers().Concat(generator.parameters()).Concat(critic.parameters()).Select(t => t.detach().to(float32).flatten())]);
        using Tensor drawnAfter = rand(3);
        Assert.True(before.equal(after).all().item<bool>());
        Assert.True(drawn.equal(drawnAfter).all().item<bool>());
    }

    [Fact]
    public void Training_is_refused_before_it_leaves_a_directory()
    {
        using TemporaryFolder folder = new();
        using Network critic = NetworkFactory.Create([.. Critic, "Sigmoid"], seed: 1), generator = NetworkFactory.Create(Generator, seed: 2);
        TrainingRequest request = new(TrainingData.Small, TrainingData.Toy) { Critic = critic, Generator = generator, OutputDirectory = folder.File("run") };
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => TrainingSession.Start(request));
        Assert.Equal("SetupRefused", error.ErrorId);
        Assert.Contains("Sigmoid", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
        using TrainingSession session = TrainingSession.Start(request with { SkipSetupCheck = true });
        Assert.Equal(6, session.Run().Count());
    }

    [Fact]
    public void Networks_are_trained_by_one_run_at_a_time()
    {
        using TemporaryFolder folder = new();
        using Network critic = NetworkFactory.Create(Critic, seed: 1), generator = NetworkFactory.Create(Generator, seed: 2), other = NetworkFactory.Create(Generator, seed: 3);
        TrainingRequest request = new(TrainingData.Small, TrainingData.Toy) { Critic = critic, Generator = generator, OutputDirectory = folder.File("run") };
        using (TrainingSession.Start(request))
        {
            foreach (TrainingRequest second in (TrainingRequest[])[request with { OutputDirectory = folder.File("other") }, request with { Generator = other, OutputDirectory = folder.File("other") }])
                Assert.Equal("NetworkInUse", Assert.Throws<AutogradPSException>(() => TrainingSession.Start(second)).ErrorId);
            Assert.Equal("NetworkInUse", Assert.Throws<AutogradPSException>(() => SetupCheck.Run(request)).ErrorId);
            // Freed under another thread's hands, weights end the process.
            Assert.Equal("NetworkInUse", Assert.Throws<AutogradPSException>(generator.Dispose).ErrorId);
        }
        // Given back at the end, and by a start that comes to nothing.
        Assert.Equal("RunDirectoryExists", Assert.Throws<AutogradPSException>(() => TrainingSession.Start(request)).ErrorId);
        Assert.Empty(SetupCheck.Run(request));
    }

    [Fact]
    public void Warnings_are_told_and_train_on()
    {
        using TemporaryFolder folder = new();
        List<string> warnings = [];
        using TrainingSession session = TrainingSession.Start(
            new TrainingRequest(TrainingData.Small with { Lambda = 0 }, TrainingData.Toy) { OutputDirectory = folder.File("run"), Warn = warnings.Add });
        Assert.Contains("-Lambda is 0", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private static (SetupSeverity, string) Only(Tensor data, string[] generator)
    {
        using Dataset dataset = RowDataset.FromTensor(data, "rows");
        SetupFinding finding = Assert.Single(Findings(Critic, generator, dataset: dataset));
        return (finding.Severity, finding.Check);
    }

    private static IReadOnlyList<SetupFinding> Findings(string[] critic, string[] generator, TrainingOptions? options = null, Dataset? dataset = null)
    {
        using Network network = NetworkFactory.Create(critic, seed: 1);
        return Findings(network, generator, options, dataset);
    }

    private static IReadOnlyList<SetupFinding> Findings(nn.Module<Tensor, Tensor> critic, string[] generator, TrainingOptions? options = null, Dataset? dataset = null)
    {
        using Network network = NetworkFactory.Create(generator, seed: 2);
        return SetupCheck.Run(new TrainingRequest(options ?? TrainingData.Small, dataset ?? TrainingData.Toy) { Critic = critic, Generator = network });
    }

    // Rows in memory are refused when they are loaded; a data set of one's own may hold anything.
    private sealed class Nan : Dataset
    {
        public override string Name => "NaN";

        public override long[] SampleShape => [2];

        public override long? Count => null;

        public override string Source => "test";

        public override string Evaluation => "none";

        public override string Fingerprint => "none";

        public override Tensor Sample(long count, long seed) => full([count, 2], float.NaN);

        public override IBatchReader Open(BatchOptions options) => new Reader(options.BatchSize);

        private sealed class Reader(long size) : IBatchReader
        {
            public long Position { get; set; }

            public Tensor Next() => full([size, 2], float.NaN);

            public void Dispose()
            {
            }
        }
    }

    private sealed class Wrapped(nn.Module<Tensor, Tensor> inner, Func<Tensor, Tensor> last) : nn.Module<Tensor, Tensor>("Wrapped")
    {
        public override IEnumerable<TorchSharp.Modules.Parameter> parameters(bool recurse = true) => inner.parameters(recurse);

        public override Tensor forward(Tensor input) => last(inner.call(input));
    }
}
