using AutogradPS.Errors;
using AutogradPS.Objectives;

namespace AutogradPS.Training;

/// <summary>The published settings that have a name.</summary>
public static class PresetCatalog
{
    private static readonly TrainingOptions Toy = new()
    {
        Architecture = "mlp", Iterations = 100_000, BatchSize = 256, CriticSteps = 5, LatentSize = 2, HiddenSize = 512,
        Optimizer = "adam", LearningRate = 1e-4, Beta1 = 0.5, Beta2 = 0.9, Lambda = 0.1,
    };

    private static readonly TrainingOptions Images = new()
    {
        Iterations = 200_000, BatchSize = 64, CriticSteps = 5, LatentSize = 128,
        Optimizer = "adam", LearningRate = 1e-4, Beta1 = 0, Beta2 = 0.9, Lambda = 10,
    };

    private static readonly TrainingOptions CifarResNet = Images with { Architecture = "resnet", HiddenSize = 128, LearningRate = 2e-4, DecayLearningRate = true };

    /// <summary>All presets. Of every objective, the first one is for images and the first one ending in -toy is for rows of numbers.</summary>
    public static IReadOnlyList<TrainingPreset> All { get; } =
    [
        Of("wgan", "Algorithm 1", Images with { Objective = "wgan", Optimizer = "rmsprop", LearningRate = 5e-5, Clip = 0.01 }),
        Of("wgan-toy", "Algorithm 1, on the toy networks of WGAN-GP", Toy with { Objective = "wgan", Optimizer = "rmsprop", LearningRate = 5e-5, Clip = 0.01 }),
        Of("wgan-gp", "Algorithm 1", Images with { Objective = "wgan-gp" }),
        Of("wgan-gp-toy", "code gan_toy.py", Toy with { Objective = "wgan-gp" }),
        Of("wgan-gp-mnist", "code gan_mnist.py", Images with { Objective = "wgan-gp", Architecture = "dcgan", HiddenSize = 64, BatchSize = 50, Beta1 = 0.5 }),
        Of("wgan-gp-cifar", "code gan_cifar_resnet.py, without its labels", CifarResNet with { Objective = "wgan-gp", Iterations = 100_000 }),
        Of("wgan-lp", "everything but the penalty as WGAN-GP", Images with { Objective = "wgan-lp" }),
        Of("wgan-lp-toy", "everything but the penalty as WGAN-GP", Toy with { Objective = "wgan-lp" }),
        Of("wgan-div", "k 2 and p 6, networks and optimizer as WGAN-GP", Images with { Objective = "wgan-div", Lambda = 2 }),
        Of("wgan-div-toy", "k 2 and p 6, networks and optimizer as WGAN-GP", Toy with { Objective = "wgan-div", Lambda = 2 }),
        Of("dragan", "code DRAGAN.ipynb", Images with { Objective = "dragan", BatchSize = 128, CriticSteps = 1, LatentSize = 100, Beta1 = 0.5 }),
        Of("dragan-toy", "code DRAGAN.ipynb, on the toy networks of WGAN-GP", Toy with { Objective = "dragan", CriticSteps = 1, Lambda = 10 }),
        Of("r1", "code GAN_stability, gamma 10", Images with { Objective = "r1", CriticSteps = 1, LatentSize = 256, Optimizer = "rmsprop", EmaDecay = 0.999 }),
        Of("r1-toy", "code GAN_stability, gamma 10, on the toy networks of WGAN-GP", Toy with { Objective = "r1", CriticSteps = 1, Lambda = 10, Optimizer = "rmsprop" }),
        Of("sn-gan", "code sngan_projection, Adam and steps as for CIFAR-10", Images with { Objective = "sn", LearningRate = 2e-4, DecayLearningRate = true, Iterations = 50_000 }),
        Of("sn-gan-toy", "Adam as for CIFAR-10, on the toy networks of WGAN-GP", Toy with { Objective = "sn", LearningRate = 2e-4, Beta1 = 0 }),
        Of("sn-gan-cifar", "code sngan_projection, on the residual networks of WGAN-GP", CifarResNet with { Objective = "sn", Iterations = 50_000 }),
    ];

    /// <summary>The names of all presets.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(preset => preset.Name)];

    /// <summary>The preset of a name; case does not matter.</summary>
    /// <exception cref="AutogradPSException">PresetUnknown.</exception>
    public static TrainingPreset Get(string name) =>
        All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new AutogradPSException("PresetUnknown", ErrorKind.InvalidArgument, $"There is no preset '{name}'. Use one of {string.Join(", ", Names)}.", name);

    /// <summary>The preset that applies when none is asked for: the toy settings for rows of numbers, those of the images otherwise.</summary>
    /// <param name="objective">The objective asked for; wgan-gp when null.</param>
    /// <param name="sampleShape">The shape of one sample.</param>
    public static TrainingPreset For(string? objective, IReadOnlyList<long> sampleShape)
    {
        string name = objective is null ? "wgan-gp" : ObjectiveCatalog.Get(objective).Name;
        bool toy = sampleShape.Count == 1;
        return All.First(preset => preset.Defaults.Objective == name && preset.Name.EndsWith("-toy", StringComparison.Ordinal) == toy);
    }

    private static TrainingPreset Of(string name, string where, TrainingOptions settings) =>
        new(name, $"{ObjectiveCatalog.Get(settings.Objective!).Source}; {where}", settings);
}
