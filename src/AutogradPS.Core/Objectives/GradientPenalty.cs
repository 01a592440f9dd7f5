using AutogradPS.Autograd;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Objectives;

/// <summary>
/// Penalties on the norm of a critic's gradient with respect to its input: one norm a sample, over all of its dimensions, and a graph
/// of the gradient, so that the penalty trains the critic.
/// </summary>
public static class GradientPenalty
{
    /// <summary>The penalty of a critic on a batch of real and generated samples.</summary>
    /// <param name="critic">Samples [N, ...] to scores [N] or [N, ...]: a network's forward, or any function.</param>
    /// <param name="real">Real samples, [N, ...].</param>
    /// <param name="generated">Generated samples of the same shape; r1 and dragan do without. They are detached here.</param>
    /// <param name="options">Which penalty, its weight and its random numbers.</param>
    /// <exception cref="AutogradPSException">SampleShapeMismatch, InvalidSamples, GeneratedMissing, CriticOutputShape, InvalidPenalty, RequiresGradMissing, ...</exception>
    public static PenaltyResult Compute(Func<Tensor, Tensor> critic, Tensor real, Tensor? generated, PenaltyOptions options)
    {
        Native.TorchRuntime.EnsureLoaded();
        using Tensor points = PenaltyPoints.Of(options.Kind, real, generated, options.Generator);
        return At(critic, points, options);
    }

    /// <summary>The penalty at given points, [N, ...], leaves that require grad.</summary>
    public static PenaltyResult At(Func<Tensor, Tensor> critic, Tensor points, PenaltyOptions options)
    {
        Check(options);
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        Tensor gradient = GradientAt(critic, points);
        using Tensor squares = gradient.Squared().reshape(gradient.shape[0], -1).sum(1);
        Tensor norms = ZeroSafeRoot(squares);
        Tensor penalty = PerSample(norms, squares, options).mean().Times((options.Kind is PenaltyKind.R1 or PenaltyKind.R2 ? 0.5 : 1) * options.EffectiveLambda);
        return new PenaltyResult(penalty.MoveToOuterDisposeScope(), norms.detach().MoveToOuterDisposeScope());
    }

    /// <summary>The norm of the critic's gradient at each of the points, [N], without a graph: what a plot of the critic's slope shows.</summary>
    public static Tensor NormsAt(Func<Tensor, Tensor> critic, Tensor points)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        Tensor leaf = points.detach().requires_grad_(true);
        Tensor gradient = GradientAt(critic, leaf, createGraph: false);
        return ZeroSafeRoot(gradient.Squared().reshape(gradient.shape[0], -1).sum(1)).MoveToOuterDisposeScope();
    }

    private static Tensor GradientAt(Func<Tensor, Tensor> critic, Tensor points, bool createGraph = true)
    {
        Tensor scores = TensorCheck.Usable(critic(points), "Critic");
        // A critic that averages its scores itself would shrink every norm by N.
        if (scores.dim() == 0 || scores.shape[0] != points.shape[0])
            throw new AutogradPSException("CriticOutputShape", ErrorKind.InvalidArgument,
                $"The critic gave {TensorText.Shape(scores)} for a batch of {points.shape[0]}: it must give one score a sample, [{points.shape[0]}] or [{points.shape[0]}, 1]. "
                + "Do not reduce its output.", scores);
        return Gradient.Compute([scores], [points], new GradOptions { GradOutputs = [ones_like(scores)], CreateGraph = createGraph })[0]!;
    }

    private static Tensor PerSample(Tensor norms, Tensor squares, PenaltyOptions options)
    {
        using Scalar center = options.Center.ToScalar();
        using Scalar halfPower = (options.Power / 2).ToScalar();
        return options.Kind switch
        {
            PenaltyKind.R1 or PenaltyKind.R2 => squares.alias(),
            PenaltyKind.Div => squares.pow(halfPower),
            PenaltyKind.LP => norms.sub(center).relu().Squared(),
            _ => norms.sub(center).Squared(),
        };
    }

    // sqrt has an infinite slope at 0, and 0 times infinity is NaN in every weight. The slope of a norm at 0 is taken as 0, which is a
    // subgradient; PyTorch's norm does the same, but not for its second derivative.
    private static Tensor ZeroSafeRoot(Tensor squares)
    {
        using Scalar one = 1.ToScalar(), zero = 0.ToScalar();
        using Tensor isZero = squares.detach().eq(zero);
        return squares.masked_fill(isZero, one).sqrt().masked_fill(isZero, zero);
    }

    private static void Check(PenaltyOptions options)
    {
        if (!double.IsFinite(options.EffectiveLambda) || options.EffectiveLambda < 0 || !double.IsFinite(options.Center) || options.Center < 0)
            throw new AutogradPSException("InvalidPenalty", ErrorKind.InvalidArgument,
                $"-Lambda ({options.EffectiveLambda}) and -Center ({options.Center}) must be finite and 0 or more.", options);
        if (!double.IsFinite(options.Power) || options.Power < 2)
            throw new AutogradPSException("InvalidPenalty", ErrorKind.InvalidArgument,
                $"-Power must be 2 or more, not {options.Power}: below that the penalty has no slope at 0.", options.Power);
    }
}
