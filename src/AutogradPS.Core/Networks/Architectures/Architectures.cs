using AutogradPS.Errors;
using AutogradPS.Networks.Layers;
using static TorchSharp.torch;

namespace AutogradPS.Networks;

/// <summary>The networks of the papers by name, each as a list of layers: what New-Network prints is what is built.</summary>
public static class Architectures
{
    private sealed record Entry(Func<ArchitectureSettings, IEnumerable<string>> Critic, Func<ArchitectureSettings, IEnumerable<string>> Generator);

    private static readonly Dictionary<string, Entry> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["mlp"] = new(s => IsImage(s) ? ImageMlp.Critic(s) : ToyMlp.Critic(s), s => IsImage(s) ? ImageMlp.Generator(s) : ToyMlp.Generator(s)),
        ["dcgan"] = new(Dcgan.Critic, Dcgan.Generator),
        ["resnet"] = new(ResNet.Critic, ResNet.Generator),
    };

    /// <summary>The names: mlp, dcgan, resnet.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys];

    /// <summary>The critic's layers.</summary>
    /// <exception cref="AutogradPSException">UnknownArchitecture, InvalidSampleShape.</exception>
    public static IReadOnlyList<string> CriticLayers(string name, ArchitectureSettings settings) => [.. Find(name).Critic(Checked(settings))];

    /// <summary>The generator's layers.</summary>
    /// <exception cref="AutogradPSException">UnknownArchitecture, InvalidSampleShape.</exception>
    public static IReadOnlyList<string> GeneratorLayers(string name, ArchitectureSettings settings) => [.. Find(name).Generator(Checked(settings))];

    /// <summary>Both networks.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="settings">Shapes and widths.</param>
    /// <param name="generatorSeed">The seed of the generator's initial weights; null draws from the global generator.</param>
    /// <param name="criticSeed">The seed of the critic's initial weights.</param>
    /// <param name="device">Where they lie; null for the CPU.</param>
    /// <exception cref="AutogradPSException">UnknownArchitecture, InvalidSampleShape.</exception>
    public static NetworkPair Create(string name, ArchitectureSettings settings, long? generatorSeed = null, long? criticSeed = null, Device? device = null) =>
        new(NetworkFactory.Create(GeneratorLayers(name, settings), generatorSeed, [settings.LatentSize], device),
            NetworkFactory.Create(CriticLayers(name, settings), criticSeed, settings.SampleShape, device));

    private static bool IsImage(ArchitectureSettings settings) => settings.SampleShape.Count > 1;

    private static Entry Find(string name) => ByName.TryGetValue(name, out Entry? entry) ? entry
        : throw new AutogradPSException("UnknownArchitecture", ErrorKind.InvalidArgument,
            $"There is no architecture '{name}'{(ClosestName.Of(name, Names) is { } near ? $" (did you mean '{near}'?)" : "")}. Use one of {string.Join(", ", Names)}.", name);

    private static ArchitectureSettings Checked(ArchitectureSettings settings) =>
        settings.SampleShape.Count > 0 && settings.SampleShape.All(d => d > 0) && settings.LatentSize > 0 && settings.HiddenSize is null or > 0 ? settings
        : throw new AutogradPSException("InvalidSampleShape", ErrorKind.InvalidArgument,
            $"The sample shape [{string.Join(", ", settings.SampleShape)}], the latent size {settings.LatentSize} and the hidden size {settings.HiddenSize} must all be 1 or more.", settings);
}
