namespace AutogradPS.Evaluation;

/// <summary>How near generated samples are to the data. Distances are in the units of the data (images: [-1, 1]).</summary>
/// <remarks>
/// A floor is what a second real sample of the same size scores against the first: no generator can be expected below it. Floors are null where the
/// set has too few samples for two.
/// </remarks>
public record SampleQuality
{
    /// <summary>The name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>The number of generated, and of real, samples that were compared.</summary>
    public required long SampleCount { get; init; }

    /// <summary>The sliced Wasserstein distance.</summary>
    public required double SlicedWasserstein { get; init; }

    /// <summary>The sliced Wasserstein distance of two real samples.</summary>
    public double? SlicedWassersteinFloor { get; init; }

    /// <summary>The exact W1 distance of the first points; null where it was left out.</summary>
    public double? Wasserstein { get; init; }

    /// <summary>The exact W1 distance of two real samples.</summary>
    public double? WassersteinFloor { get; init; }

    /// <summary>The squared maximum mean discrepancy, unbiased: about zero, possibly negative, for samples of one distribution.</summary>
    public required double MmdSquared { get; init; }

    /// <summary>The squared maximum mean discrepancy of two real samples.</summary>
    public double? MmdSquaredFloor { get; init; }

    /// <summary>The modes that the samples cover; null where the data is no mixture.</summary>
    public int? Modes { get; init; }

    /// <summary>The modes there are; null where the data is no mixture.</summary>
    public int? ModeCount { get; init; }

    /// <summary>The share of good samples, 0 to 1; null where the data is no mixture.</summary>
    public double? HighQualityShare { get; init; }

    /// <summary>How the numbers came about, in words. A number means nothing without it.</summary>
    public required string Protocol { get; init; }
}
