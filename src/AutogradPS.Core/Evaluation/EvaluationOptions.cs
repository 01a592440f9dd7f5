namespace AutogradPS.Evaluation;

/// <summary>How generated samples are compared with data.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Decides the real samples and the directions of the sliced distance.</summary>
    public long Seed { get; init; }

    /// <summary>The number of random directions of the sliced Wasserstein distance.</summary>
    public int Directions { get; init; } = 500;

    /// <summary>How many points the exact Wasserstein distance uses, the first of each sample; 0 leaves it out.</summary>
    public int ExactCount { get; init; } = 1000;
}
