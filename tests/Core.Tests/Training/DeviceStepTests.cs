using AutogradPS.Data;
using AutogradPS.Networks;
using AutogradPS.Networks.Optimizers;
using AutogradPS.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

/// <summary>
/// Trainings on PyTorch's device "meta", which computes shapes and has no numbers: whatever reads a number back there fails. A GPU would be waited for
/// at those places, so a step that succeeds here does not wait for it.
/// </summary>
public sealed class DeviceStepTests
{
    private static readonly Device Meta = new("meta");

    private static readonly string[] Points = ["Linear 2 16", "LeakyReLU 0.1", "Linear 16 16", "LeakyReLU 0.2", "Linear 16 1"], Noise = ["Linear 2 16", "LeakyReLU 0.1", "Linear 16 2"];

    // Of the objectives, optimizers and layers, those whose operators know the device meta.
    public static TheoryData<string, string> Ways => new()
    {
        { "wgan-gp", "direct" },
        { "wgan-gp", "autograd" },
        { "wgan-gp", "auto" },
        { "wgan-div", "autograd" },
        { "wgan", "direct" },
        { "wgan", "autograd" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_step_reads_nothing_back_from_its_device(string objective, string method)
    {
        TrainingSettings settings = TrainingData.Settings() with { Objective = objective, GradientMethod = method, Optimizer = "rmsprop", Iterations = 100, LogEvery = 100 };
        using TrainingNetworks networks = Networks(settings, Points, Noise, [2]);
        using WganTrainer trainer = new(settings, TrainingData.Toy, networks);
        for (int step = 0; step < 3 * (settings.CriticSteps + 1); step++) Assert.Null(trainer.Step());
        Assert.Equal(3, trainer.Iteration);
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("autograd")]
    public void An_iteration_that_is_recorded_reads_its_numbers_at_its_end_and_not_before(string method)
    {
        TrainingSettings settings = TrainingData.Settings() with { GradientMethod = method, Optimizer = "rmsprop" };
        using TrainingNetworks networks = Networks(settings, Points, Noise, [2]);
        using WganTrainer trainer = new(settings, TrainingData.Toy, networks);
        for (int step = 0; step < settings.CriticSteps; step++) Assert.Null(trainer.Step());
        Exception error = Assert.ThrowsAny<Exception>(() => trainer.Step());
        Assert.Contains("StepNumbers.Read", error.StackTrace, StringComparison.Ordinal);
        Assert.Equal(1, trainer.Iteration);
    }

    private static TrainingNetworks Networks(TrainingSettings settings, string[] critic, string[] generator, long[] sampleShape)
    {
        nn.Module<Tensor, Tensor> scores = NetworkFactory.Create(critic, 1, sampleShape), makes = NetworkFactory.Create(generator, 2, [settings.LatentSize]);
        scores.to(Meta);
        makes.to(Meta);
        OptimizerSettings numbers = new() { LearningRate = 1e-3 };
        return new TrainingNetworks(scores, makes, OptimizerFactory.Create(settings.Optimizer, scores, numbers), OptimizerFactory.Create(settings.Optimizer, makes, numbers));
    }
}
