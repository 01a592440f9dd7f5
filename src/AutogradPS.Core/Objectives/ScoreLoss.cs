using AutogradPS.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AutogradPS.Objectives;

/// <summary>The losses of critic and generator as functions of the critic's scores.</summary>
public abstract class ScoreLoss
{
    /// <summary>Wasserstein (Arjovsky et al. 2017): mean D(generated) - mean D(real), and -mean D(generated).</summary>
    public static ScoreLoss Wasserstein { get; } = new WassersteinLoss();

    /// <summary>Hinge (Lim and Ye 2017; Miyato et al. 2018): mean max(0, 1 - D(real)) + mean max(0, 1 + D(generated)), and -mean D(generated).</summary>
    public static ScoreLoss Hinge { get; } = new HingeLoss();

    /// <summary>Non-saturating (Goodfellow et al. 2014): mean softplus(-D(real)) + mean softplus(D(generated)), and mean softplus(-D(generated)).</summary>
    public static ScoreLoss NonSaturating { get; } = new NonSaturatingLoss();

    /// <summary>What the critic minimises, before any penalty; a scalar.</summary>
    /// <param name="real">D(real), [n, 1] or [n].</param>
    /// <param name="generated">D(generated), of the same shape.</param>
    public abstract Tensor Critic(Tensor real, Tensor generated);

    /// <summary>What the generator minimises; a scalar.</summary>
    /// <param name="generated">D(generated), [n, 1] or [n].</param>
    public virtual Tensor Generator(Tensor generated) => generated.mean().neg();

    private sealed class WassersteinLoss : ScoreLoss
    {
        public override Tensor Critic(Tensor real, Tensor generated) => generated.mean() - real.mean();
    }

    private sealed class HingeLoss : ScoreLoss
    {
        public override Tensor Critic(Tensor real, Tensor generated) => F.relu(real.neg().Plus(1)).mean().Plus(F.relu(generated.Plus(1)).mean());
    }

    private sealed class NonSaturatingLoss : ScoreLoss
    {
        public override Tensor Critic(Tensor real, Tensor generated) => Softplus(real.neg()).mean().Plus(Softplus(generated).mean());

        public override Tensor Generator(Tensor generated) => Softplus(generated.neg()).mean();

        // TorchSharp's own hands libtorch numbers that may be collected while they are read, see HeldArithmetic.
        private static Tensor Softplus(Tensor x) => F.logsigmoid(x.neg()).neg();
    }
}
