using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>What one critic step computed: the gradient of its loss, and the numbers worth a record. All without a graph.</summary>
/// <param name="Gradients">One a parameter of the critic, of its shape.</param>
/// <param name="Loss">A scalar: what is minimised, penalty included.</param>
/// <param name="RealScore">A scalar: mean D(real).</param>
/// <param name="GeneratedScore">A scalar: mean D(generated).</param>
/// <param name="Penalty">A scalar, before its weight; null for objectives without one.</param>
/// <param name="GradientNorms">[n]: the norm of the critic's gradient at each point the penalty looks at; null without a penalty, or for one of one's own.</param>
public sealed record CriticGradients(
    Tensor[] Gradients, Tensor Loss, Tensor RealScore, Tensor GeneratedScore, Tensor? Penalty, Tensor? GradientNorms)
{
    /// <summary>The norms of the critic's gradient at the samples of the step; null where they were not asked for, and for a critic that has no score of one sample.</summary>
    public CriticSlopes? Slopes { get; init; }
}

/// <summary>What one generator step computed.</summary>
/// <param name="Gradients">One a parameter of the generator, of its shape.</param>
/// <param name="Loss">A scalar: what is minimised.</param>
public sealed record GeneratorGradients(Tensor[] Gradients, Tensor Loss);
