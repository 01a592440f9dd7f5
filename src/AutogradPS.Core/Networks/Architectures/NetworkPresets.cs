using AutogradPS.Errors;
using AutogradPS.Networks.Layers;

namespace AutogradPS.Networks;

/// <summary>The two networks of each architecture by one name, such as <c>dcgan-critic</c>, with the sample shape that they were published for.</summary>
public static class NetworkPresets
{
    private const string Critic = "-critic", Generator = "-generator";

    private static readonly Dictionary<string, long[]> SampleShapes = new(StringComparer.OrdinalIgnoreCase) { ["mlp"] = [2], ["dcgan"] = [1, 28, 28], ["resnet"] = [3, 32, 32] };

    /// <summary>mlp-critic, mlp-generator, dcgan-critic, ...</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Architectures.Names.SelectMany(n => new[] { n + Critic, n + Generator })];

    /// <summary>The layers of a preset, and the shape of one input.</summary>
    /// <param name="preset">One of <see cref="Names"/>.</param>
    /// <param name="sampleShape">Null for the published one.</param>
    /// <param name="latentSize">The length of a generator's noise.</param>
    /// <param name="hiddenSize">Null for the published width.</param>
    /// <param name="layerNorm">Layer norm in a critic.</param>
    /// <exception cref="AutogradPSException">UnknownPreset, InvalidSampleShape.</exception>
    public static (IReadOnlyList<string> Layers, IReadOnlyList<long> InputShape) Find(string preset, IReadOnlyList<long>? sampleShape, long latentSize, long? hiddenSize, bool layerNorm)
    {
        string name = Names.FirstOrDefault(n => n.Equals(preset, StringComparison.OrdinalIgnoreCase))
            ?? throw new AutogradPSException("UnknownPreset", ErrorKind.InvalidArgument,
                $"There is no network '{preset}'{(ClosestName.Of(preset, Names) is { } near ? $" (did you mean '{near}'?)" : "")}. Use one of {string.Join(", ", Names)}, or a list of layers.", preset);
        string architecture = name[..name.IndexOf('-', StringComparison.Ordinal)];
        var settings = new ArchitectureSettings
        {
            SampleShape = sampleShape ?? SampleShapes[architecture], LatentSize = latentSize, HiddenSize = hiddenSize, CriticLayerNorm = layerNorm,
        };
        return name.EndsWith(Critic, StringComparison.Ordinal)
            ? (Architectures.CriticLayers(architecture, settings), settings.SampleShape)
            : (Architectures.GeneratorLayers(architecture, settings), [latentSize]);
    }
}
