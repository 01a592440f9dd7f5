namespace AutogradPS.Autograd.HigherOrder;

/// <summary>The options of <see cref="GradientCheck"/>, with the names and defaults of <c>torch.autograd.gradcheck</c>.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>How far an element is moved to either side.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>The absolute part of what may be missing.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-5;

    /// <summary>The part relative to the numeric derivative.</summary>
    public double RelativeTolerance { get; init; } = 1e-3;

    /// <summary>How much two analytic derivatives at the same point may differ.</summary>
    public double NonDeterminismTolerance { get; init; }

    /// <summary>Check the derivatives of the gradient (<c>gradgradcheck</c>).</summary>
    public bool Second { get; init; }

    /// <summary>The seed of the vectors that the second check contracts the outputs with.</summary>
    public long Seed { get; init; }
}
