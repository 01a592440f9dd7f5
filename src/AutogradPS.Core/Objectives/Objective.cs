namespace AutogradPS.Objectives;

/// <summary>A way to train a critic and a generator against each other: a published one, or one's own.</summary>
/// <param name="Name">What -Objective takes, or <see cref="Custom"/>.</param>
/// <param name="Source">The paper, to cite.</param>
/// <param name="Loss">The losses as functions of the scores.</param>
public sealed record Objective(string Name, string Source, ScoreLoss Loss)
{
    /// <summary>What is added to the critic's loss, times lambda; null for none.</summary>
    public PenaltyKind? Penalty { get; init; }

    /// <summary>The name of an objective of one's own.</summary>
    public const string Custom = "custom";

    /// <summary>Whether the critic's weights are clipped after each of its steps, see <see cref="WeightClipping"/>.</summary>
    public bool ClipsWeights { get; init; }

    /// <summary>Whether the critic's layers have spectral norm, see <see cref="Networks.Layers.SpectralNorm"/>.</summary>
    public bool NormalisesWeights { get; init; }

    /// <summary>A critic's loss or penalty of one's own; null for those of <see cref="Loss"/> and <see cref="Penalty"/>.</summary>
    public CriticObjective? Own { get; init; }

    /// <summary>The text of <see cref="Own"/>, to say what was trained.</summary>
    public string? Script { get; init; }

    /// <summary>Whether mean D(real) - mean D(generated) estimates a Wasserstein distance, as it does not where the scores are logits.</summary>
    public bool EstimatesWasserstein => ReferenceEquals(Loss, ScoreLoss.Wasserstein);

    /// <summary>An objective of one's own. The generator minimises -mean D(generated).</summary>
    /// <param name="critic">The critic's loss or penalty.</param>
    /// <param name="script">Its text.</param>
    public static Objective Of(CriticObjective critic, string script) => new(Custom, "", ScoreLoss.Wasserstein) { Own = critic, Script = script };
}
