using static TorchSharp.torch;

namespace AutogradPS.Objectives;

/// <summary>The options of <see cref="GradientPenalty"/>; defaults are those of the papers.</summary>
public sealed record PenaltyOptions
{
    /// <summary>Which penalty.</summary>
    public PenaltyKind Kind { get; init; } = PenaltyKind.GP;

    /// <summary>The weight of the penalty; null for the paper's: 10, for div 2.</summary>
    public double? Lambda { get; init; }

    /// <summary>The norm that gp, lp and dragan aim at.</summary>
    public double Center { get; init; } = 1;

    /// <summary>The exponent of div.</summary>
    public double Power { get; init; } = 6;

    /// <summary>The random numbers of the points between the samples; null draws from the global generator. On the CPU, so that every device sees the same.</summary>
    public Generator? Generator { get; init; }

    /// <summary>The weight in force.</summary>
    public double EffectiveLambda => Lambda ?? (Kind == PenaltyKind.Div ? 2 : 10);
}
