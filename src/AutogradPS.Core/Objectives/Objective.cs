namespace AutogradPS.Objectives;

/// <summary>A published way to train a critic and a generator against each other.</summary>
/// <param name="Name">What -Objective takes.</param>
/// <param name="Source">The paper, to cite.</param>
/// <param name="Loss">The losses as functions of the scores.</param>
public sealed record Objective(string Name, string Source, ScoreLoss Loss)
{
    /// <summary>What is added to the critic's loss, times lambda; null for none.</summary>
    public PenaltyKind? Penalty { get; init; }

    /// <summary>Whether the critic's weights are clipped after each of its steps, see <see cref="WeightClipping"/>.</summary>
    public bool ClipsWeights { get; init; }
}
