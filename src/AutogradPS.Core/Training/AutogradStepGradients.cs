using AutogradPS.Autograd;
using AutogradPS.Networks;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>The general way: autograd through whatever networks there are.</summary>
/// <param name="objective">The losses and the penalty.</param>
/// <param name="lambda">The weight of the penalty.</param>
/// <param name="critic">[n, *sample] to [n, 1] or [n].</param>
/// <param name="generator">[n, latent] to [n, *sample].</param>
public sealed class AutogradStepGradients(Objective objective, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator)
    : IStepGradients
{
    /// <summary>What this way is called.</summary>
    public const string Name = "autograd";

    // A parameter that the loss does not reach has the gradient zero, as after backward in PyTorch with zeroed gradients.
    private static readonly GradOptions OfLoss = new() { MaterializeGrads = true };

    private readonly Tensor[] criticParameters = [.. critic.parameters().Where(p => p.requires_grad)];
    private readonly Tensor[] generatorParameters = [.. generator.parameters().Where(p => p.requires_grad)];

    /// <inheritdoc/>
    public string Method => Name;

    /// <inheritdoc/>
    public Tensor Generate(Tensor noise)
    {
        using var quiet = no_grad();
        return generator.forward(noise);
    }

    /// <inheritdoc/>
    public CriticGradients Critic(Tensor real, Tensor generated, RandomStream random, long step, bool withSlopes = false)
    {
        CriticGradients computed;
        using (enable_grad()) computed = objective.Own is null ? NamedCritic(real, generated, random, step) : OwnCritic(real, generated, random, step);
        return withSlopes ? computed with { Slopes = CriticSlopes.Of(critic, real, generated) } : computed;
    }

    /// <inheritdoc/>
    public GeneratorGradients Generator(Tensor noise)
    {
        using var recording = enable_grad();
        // Asked for the generator's parameters alone, autograd does not compute the critic's: it is frozen.
        Tensor loss = objective.Loss.Generator(critic.forward(generator.forward(noise)));
        Tensor[] gradients = Gradient.Compute([loss], generatorParameters, OfLoss)!;
        return new GeneratorGradients(gradients, loss.detach());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The networks are the caller's.
    }

    private CriticGradients NamedCritic(Tensor real, Tensor generated, RandomStream random, long step)
    {
        Tensor realScores = critic.forward(real);
        Tensor generatedScores = critic.forward(generated);
        Tensor loss = objective.Loss.Critic(realScores, generatedScores);
        Tensor? penalty = null, norms = null;
        if (objective.Penalty is { } kind)
        {
            (penalty, norms) = GradientPenalty.Compute(critic.forward, real, generated,
                new PenaltyOptions { Kind = kind, Lambda = 1, Generator = random.At(step, real.device) });
            loss = loss.Plus(penalty.Times(lambda));
        }
        Tensor[] gradients = Gradient.Compute([loss], criticParameters, OfLoss)!;
        return new CriticGradients(gradients, loss.detach(), realScores.detach().mean(), generatedScores.detach().mean(), penalty?.detach(), norms);
    }

    private CriticGradients OwnCritic(Tensor real, Tensor generated, RandomStream random, long step)
    {
        // What the function draws from the global generator is decided by the run's seed and the step.
        CriticTerms terms = InitialWeights.Seeded((long)(random.KeyAt(step) >> 1), () => objective.Own!(critic, real, generated)).Checked();
        using var scoring = enable_grad(terms.Loss is null); // a loss of one's own leaves the scores to the record
        Tensor realScores = critic.forward(real), generatedScores = critic.forward(generated);
        using var recording = enable_grad();
        Tensor loss = terms.Loss ?? objective.Loss.Critic(realScores, generatedScores);
        if (terms.Penalty is { } penalty) loss = loss.Plus(penalty.Times(lambda));
        Tensor[] gradients = Gradient.Compute([loss], criticParameters, OfLoss)!;
        return new CriticGradients(gradients, loss.detach(), realScores.detach().mean(), generatedScores.detach().mean(), terms.Penalty?.detach(), null);
    }
}
