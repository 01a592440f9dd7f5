namespace AutogradPS.Networks;

/// <summary>What the layers of an architecture depend on.</summary>
public sealed record ArchitectureSettings
{
    /// <summary>The shape of one sample: [features] or [channels, height, width].</summary>
    public required IReadOnlyList<long> SampleShape { get; init; }

    /// <summary>The length of the generator's noise.</summary>
    public long LatentSize { get; init; } = 128;

    /// <summary>The width: units of the widest hidden layer (mlp, 512), channels of the first convolution (dcgan, 64) or of all (resnet, 128). Null for that default.</summary>
    public long? HiddenSize { get; init; }

    /// <summary>Layer norm in the critic, which leaves samples independent, as batch norm does not.</summary>
    public bool CriticLayerNorm { get; init; }
}
