using AutogradPS.Errors;
using AutogradPS.Objectives;

namespace AutogradPS.Training;

/// <summary>The published settings that have a name.</summary>
public static class PresetCatalog
{
    private const string WganPaper = "Arjovsky et al. 2017, Wasserstein GAN, arXiv 1701.07875";
    private const string WganGpPaper = "Gulrajani et al. 2017, Improved Training of Wasserstein GANs, arXiv 1704.00028";

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

    /// <summary>All presets. Every objective has one of its name and one ending in -toy.</summary>
    public static IReadOnlyList<TrainingPreset> All { get; } =
    [
        new("wgan", WganPaper + ", Algorithm 1", Images with { Objective = "wgan", Optimizer = "rmsprop", LearningRate = 5e-5, Clip = 0.01 }),
        new("wgan-toy", WganPaper + ", on the toy networks of WGAN-GP", Toy with { Objective = "wgan", Optimizer = "rmsprop", LearningRate = 5e-5, Clip = 0.01 }),
        new("wgan-gp", WganGpPaper + ", Algorithm 1", Images with { Objective = "wgan-gp" }),
        new("wgan-gp-toy", WganGpPaper + ", code gan_toy.py", Toy with { Objective = "wgan-gp" }),
        new("wgan-gp-mnist", WganGpPaper + ", code gan_mnist.py",
            Images with { Objective = "wgan-gp", Architecture = "dcgan", HiddenSize = 64, BatchSize = 50, Beta1 = 0.5 }),
        .. Alike("wgan-lp", "the one-sided penalty of " + Source("wgan-lp") + ", everything else as WGAN-GP", new TrainingOptions { Lambda = null }),
        .. Alike("wgan-div", Source("wgan-div") + " (k 2, p 6), networks and optimizer as WGAN-GP", new TrainingOptions { Lambda = 2 }),
        .. Alike("dragan", Source("dragan") + " (lambda 10, one critic step), networks and optimizer as WGAN-GP", new TrainingOptions { Lambda = 10, CriticSteps = 1 }),
        .. Alike("r1", Source("r1") + " (gamma 10, one critic step, RMSprop at 1e-4), networks as WGAN-GP",
            new TrainingOptions { Lambda = 10, CriticSteps = 1, Optimizer = "rmsprop" }),
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
        return Get(sampleShape.Count == 1 ? name + "-toy" : name);
    }

    private static string Source(string objective) => ObjectiveCatalog.Get(objective).Source;

    // The settings of WGAN-GP, for images and toys, with what an objective's own paper says.
    private static IEnumerable<TrainingPreset> Alike(string objective, string source, TrainingOptions own)
    {
        foreach ((string suffix, TrainingOptions settings) in ((string, TrainingOptions)[])[("", Images), ("-toy", Toy)])
            yield return new TrainingPreset(objective + suffix, source, settings with
            {
                Objective = objective,
                Lambda = own.Lambda ?? settings.Lambda,
                CriticSteps = own.CriticSteps ?? settings.CriticSteps,
                Optimizer = own.Optimizer ?? settings.Optimizer,
            });
    }
}
