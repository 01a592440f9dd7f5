using AutogradPS.Autograd;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training.Direct;

/// <summary>The fast way for Wasserstein objectives and piecewise linear critics: one TorchScript call a critic step, no graph, no second backward pass.</summary>
/// <remarks>The same numbers as <see cref="AutogradStepGradients"/> up to rounding, from the same random numbers.</remarks>
public sealed class DirectStepGradients : IStepGradients
{
    /// <summary>What this way is called.</summary>
    public const string Name = "direct";

    private static readonly GradOptions OfLoss = new() { MaterializeGrads = true };

    private readonly TorchScript script;
    private readonly Tensor[] weights;
    private readonly Tensor[] biases;
    private readonly int[] order;
    private readonly nn.Module<Tensor, Tensor> critic, generator;
    private readonly Tensor[] generatorParameters;
    private readonly bool isPenalised;
    private readonly double lambda;
    private Tensor? delta;

    private DirectStepGradients(IReadOnlyList<Stage> stages, PenaltyKind? penalty, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator)
    {
        script = new TorchScript(DirectScript.Write(stages, penalty, lambda));
        weights = [.. stages.Select(s => s.Weight)];
        biases = [.. stages.Select(s => s.Bias)];
        // The script gives weight and bias of one layer after the other; the optimizer wants the module's order.
        List<nint> handles = [.. stages.SelectMany(s => new[] { s.Weight.Handle, s.Bias.Handle })];
        order = [.. critic.parameters().Select(p => handles.IndexOf(p.Handle))];
        (this.critic, this.generator) = (critic, generator);
        generatorParameters = [.. generator.parameters().Where(p => p.requires_grad)];
        isPenalised = penalty is not null;
        this.lambda = lambda;
    }

    /// <summary>The fast way, or null where the objective or the critic is none that it knows.</summary>
    /// <param name="objective">The losses and the penalty.</param>
    /// <param name="lambda">The weight of the penalty.</param>
    /// <param name="critic">[n, *sample] to [n, 1].</param>
    /// <param name="generator">[n, latent] to [n, *sample].</param>
    /// <param name="sampleShape">The shape of a sample; null where it is not known.</param>
    public static DirectStepGradients? TryCreate(Objective objective, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator, IReadOnlyList<long>? sampleShape = null) =>
        StepGradients.HasDirectForm(objective)
        && PiecewiseLinearCritic.Read(critic, sampleShape?.Count is null or 1) is { } stages
            ? new DirectStepGradients(stages, objective.Penalty, lambda, critic, generator) : null;

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
        CriticGradients computed = Compute(real, generated, random, step);
        return withSlopes ? computed with { Slopes = CriticSlopes.Of(critic, real, generated) } : computed;
    }

    /// <inheritdoc/>
    public GeneratorGradients Generator(Tensor noise)
    {
        Tensor generated = generator.forward(noise);
        Tensor[] results;
        using (no_grad()) results = (Tensor[])script.Invoke("generator", generated.detach(), weights, biases);
        Tensor[] gradients = Gradient.Compute([generated], generatorParameters, OfLoss with { GradOutputs = [results[0]] })!;
        return new GeneratorGradients(gradients, results[1]);
    }

    /// <inheritdoc/>
    public void Dispose() => delta?.Dispose();

    private CriticGradients Compute(Tensor real, Tensor generated, RandomStream random, long step)
    {
        using var quiet = no_grad();
        long n = real.shape[0];
        object[] arguments = isPenalised
            ? [generated, real, PenaltyPoints.Epsilon(real, random.At(step, real.device)), Delta(n, real), weights, biases]
            : [generated, real, Delta(n, real), weights, biases];
        Tensor[] results = (Tensor[])script.Invoke("critic", arguments);
        Tensor[] gradients = Array.ConvertAll(order, i => results[i]);
        Tensor[] numbers = results[(2 * weights.Length)..];
        Tensor loss = numbers[1] - numbers[0];
        using Scalar weight = lambda.ToScalar();
        if (isPenalised) loss = loss.add(numbers[2], alpha: weight);
        return new CriticGradients(gradients, loss, numbers[0], numbers[1], isPenalised ? numbers[2] : null, isPenalised ? numbers[3] : null);
    }

    // The derivative of the loss by each score; between the samples, ones to differentiate the scores themselves.
    private Tensor Delta(long n, Tensor like)
    {
        if (delta is not null && delta.shape[0] == (isPenalised ? 3 : 2) * n) return delta;
        delta?.Dispose();
        Tensor one = ones([n, 1], like.dtype, like.device);
        Tensor[] parts = [one.Times(1.0 / n), one.Times(-1.0 / n), one];
        delta = cat(isPenalised ? parts : parts[..2]).DetachFromDisposeScope();
        return delta;
    }
}
