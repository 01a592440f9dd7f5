using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Training;

namespace AutogradPS.Tests.Training;

public sealed class SettingsResolverTests
{
    private static readonly Dataset Toy = DatasetCatalog.Open("8Gaussians");

    [Fact]
    public void Toys_get_the_settings_of_the_papers_toy_code()
    {
        TrainingSettings s = SettingsResolver.Resolve(new TrainingOptions(), Toy);
        Assert.Equal(("wgan-gp-toy", "wgan-gp", "mlp", "adam"), (s.Preset, s.Objective, s.Architecture, s.Optimizer));
        Assert.Equal((0.1, 1e-4, 0.5, 0.9), (s.Lambda, s.LearningRate, s.Beta1, s.Beta2));
        Assert.Equal((100_000L, 256L, 5, 2, 512), (s.Iterations, s.BatchSize, s.CriticSteps, s.LatentSize, s.HiddenSize));
    }

    [Fact]
    public void Images_get_the_settings_of_algorithm_1()
    {
        using Images images = new();
        TrainingSettings s = SettingsResolver.Resolve(new TrainingOptions(), images);
        Assert.Equal(("wgan-gp", "dcgan", 10.0, 1e-4, 0.0, 0.9), (s.Preset, s.Architecture, s.Lambda, s.LearningRate, s.Beta1, s.Beta2));
        Assert.Equal((64L, 5, 64), (s.BatchSize, s.CriticSteps, s.HiddenSize));
    }

    [Fact]
    public void What_is_asked_for_overrides_the_preset()
    {
        TrainingSettings s = SettingsResolver.Resolve(new TrainingOptions { Preset = "WGAN-GP-mnist", Architecture = "MLP", BatchSize = 7, Beta1 = 0.25, Lambda = 3 }, Toy);
        Assert.Equal(("wgan-gp-mnist", "mlp", 7L, 0.25, 3.0, 5), (s.Preset, s.Architecture, s.BatchSize, s.Beta1, s.Lambda, s.CriticSteps));
    }

    [Theory]
    [InlineData("Preset", "PresetUnknown")]
    [InlineData("Objective", "ObjectiveUnknown")]
    [InlineData("Architecture", "ArchitectureUnknown")]
    [InlineData("Optimizer", "OptimizerUnknown")]
    public void An_unknown_name_is_an_error_that_lists_the_names(string setting, string id)
    {
        TrainingOptions options = new()
        {
            Preset = setting == "Preset" ? "nope" : null,
            Objective = setting == "Objective" ? "nope" : null,
            Architecture = setting == "Architecture" ? "nope" : null,
            Optimizer = setting == "Optimizer" ? "nope" : null,
        };
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => SettingsResolver.Resolve(options, Toy));
        Assert.Equal((id, "nope"), (error.ErrorId, error.Target));
        Assert.Contains("Use one of ", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<TrainingOptions> OutOfRange => new()
    {
        new TrainingOptions { Iterations = 0 },
        new TrainingOptions { BatchSize = -1 },
        new TrainingOptions { CriticSteps = 0 },
        new TrainingOptions { Lambda = -0.1 },
        new TrainingOptions { Lambda = double.NaN },
        new TrainingOptions { LearningRate = 0 },
        new TrainingOptions { LearningRate = double.PositiveInfinity },
        new TrainingOptions { Beta1 = 1 },
        new TrainingOptions { Beta2 = -0.1 },
        new TrainingOptions { LatentSize = 0 },
        new TrainingOptions { HiddenSize = 0 },
        new TrainingOptions { ThreadCount = 0 },
        new TrainingOptions { LogEvery = 0 },
        new TrainingOptions { SampleEvery = 0 },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_setting_out_of_its_range_is_an_error(TrainingOptions options)
    {
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => SettingsResolver.Resolve(options, Toy));
        Assert.Equal("SettingOutOfRange", error.ErrorId);
    }

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(1, 1)]
    [InlineData(1.5, 2)]
    [InlineData(3, 5)]
    [InlineData(40, 50)]
    [InlineData(200, 200)]
    [InlineData(201, 500)]
    public void Steps_are_round_numbers(double atLeast, long step) => Assert.Equal(step, SettingsResolver.RoundStep(atLeast));

    private sealed class Images : Dataset
    {
        public override string Name => "images";

        public override long[] SampleShape => [1, 28, 28];

        public override long? Count => 1;

        public override string Source => "none";

        public override string Evaluation => "none";

        public override string Fingerprint => "none";

        public override TorchSharp.torch.Tensor Sample(long count, long seed) => throw new NotSupportedException();

        public override IBatchReader Open(BatchOptions options) => throw new NotSupportedException();
    }
}
