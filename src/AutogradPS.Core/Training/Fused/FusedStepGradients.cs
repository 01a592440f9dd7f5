using AutogradPS.Numerics;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using AutogradPS.Training.Direct;
using static AutogradPS.Training.Fused.FusedSamples;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>
/// The fastest way, for Wasserstein objectives and critics of fully connected and convolutional layers in float32 on the CPU: the direct gradient of
/// <see cref="DirectScript"/> in our own products, with the activations in their last instruction, in memory that is taken once.
/// </summary>
/// <remarks>
/// The same numbers as <see cref="AutogradStepGradients"/> up to rounding, from the same random numbers; and the same to the last bit for any
/// number of threads. Gradients and samples lie in tensors that the next call writes over. A generator of other layers is left to autograd.
/// </remarks>
public sealed unsafe class FusedStepGradients : IStepGradients
{
    /// <summary>What this way is called.</summary>
    public const string Name = "fused";

    // The groups of samples of a critic step.
    private const int Fake = 0, Real = 1, Between = 2;

    private readonly FusedNetwork critic;
    private readonly FusedGradients gradients;
    private readonly FusedGenerator generator;
    private readonly FusedTeam team = new();
    private readonly PenaltyKind? penalty;
    private readonly double lambda;
    private FusedChain? stepChain, scoringChain;

    private FusedStepGradients(FusedNetwork critic, PenaltyKind? penalty, double lambda, nn.Module<Tensor, Tensor> criticModule, nn.Module<Tensor, Tensor> generatorModule)
    {
        (this.critic, this.penalty, this.lambda) = (critic, penalty, lambda);
        gradients = new FusedGradients(critic, criticModule);
        generator = new FusedGenerator(generatorModule, team);
    }

    /// <inheritdoc cref="FusedTeam.SmallWork"/>
    internal long SmallWork
    {
        get => team.SmallWork;
        set => team.SmallWork = value;
    }

    /// <summary>Whether the generator's layers are computed here too.</summary>
    internal bool KnowsGenerator => generator.IsKnown;

    /// <summary>This way, or null where the objective, the critic or the processor is none that it knows.</summary>
    /// <param name="objective">The losses and the penalty.</param>
    /// <param name="lambda">The weight of the penalty.</param>
    /// <param name="critic">[n, *sample] to [n, 1].</param>
    /// <param name="generator">[n, latent] to [n, *sample].</param>
    public static FusedStepGradients? TryCreate(Objective objective, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator) =>
        StepGradients.HasDirectForm(objective) && FusedReader.Read(critic) is { EndsInScore: true, IsPiecewiseLinear: true, Layers.Count: > 1 } read
            ? new FusedStepGradients(read, objective.Penalty, lambda, critic, generator) : null;

    /// <inheritdoc/>
    public string Method => Name;

    /// <inheritdoc/>
    public Tensor Generate(Tensor noise) => generator.Generate(noise);

    /// <inheritdoc/>
    public CriticGradients Critic(Tensor real, Tensor generated, RandomStream random, long step)
    {
        int n = (int)real.shape[0], groups = penalty is null ? 2 : 3;
        FusedChain chain = FusedChain.Of(ref stepChain, critic.For(real.shape[1..]), groups * n);
        using Tensor fakes = generated.contiguous(), reals = real.contiguous();
        Matrix fakeRows = View(fakes, n, chain.InputSize), realRows = View(reals, n, chain.InputSize);
        SampleRows layout = new(n, groups);
        float[] epsilon = penalty is null ? [] : PenaltyPoints.Epsilon(real, random.At(step)).data<float>().ToArray(), norms = new float[penalty is null ? 0 : n];
        IReadOnlyList<RowRange> scored = layout.OfFirst(2);
        team.Run(groups * n * chain.Work, (part, parts) =>
        {
            team.Load(part, parts, chain);
            (int First, int Last) share = layout.Share(part, parts);
            Take(chain, fakeRows, layout, Fake, share);
            Take(chain, realRows, layout, Real, share);
            // The first layer is affine up to its activation: between the samples its values are between theirs, and need no product.
            foreach (RowRange rows in layout.Only(Fake, share, groups: 2)) chain.ForwardToFirst(rows);
            if (penalty is not null)
            {
                Interpolate(chain.FirstValue, layout, epsilon, share);
                Interpolate(chain.Input, layout, epsilon, share); // for a shortcut
            }
            chain.ForwardFromFirst(layout.All(share));
            // The derivative of the loss by each score; between the samples, ones to differentiate the scores themselves.
            Fill(chain.OutputGradient, layout, Fake, share, 1f / n);
            Fill(chain.OutputGradient, layout, Real, share, -1f / n);
            if (penalty is not null) Fill(chain.OutputGradient, layout, Between, share, 1);
            chain.Backward(layout.All(share));
            if (penalty is not null) Penalise(chain, layout, norms, share);
            team.SumGradients(part, parts, chain, scored, gradients); // those of the penalty's biases are zero
        });
        // The two expectations cancel exactly; a sum would leave rounding, which Adam blows up to whole steps.
        TensorMemory.Floats(gradients.OfBias(critic.Layers[^1])).Clear();
        double generatedScore = MeanOfScores(chain.Output, layout, Fake), realScore = MeanOfScores(chain.Output, layout, Real),
            mean = norms.Length == 0 ? 0 : norms.Average(norm => Excess(norm) * Excess(norm));
        return new CriticGradients(gradients.InOrder, tensor((float)(generatedScore - realScore + (lambda * mean))), tensor((float)realScore), tensor((float)generatedScore),
            penalty is null ? null : tensor((float)mean), penalty is null ? null : tensor(norms));
    }

    /// <inheritdoc/>
    public CriticSlopes? Slopes(Tensor real, Tensor generated)
    {
        int n = (int)real.shape[0];
        FusedChain chain = stepChain!;
        SampleRows layout = new(n, penalty is null ? 2 : 3);
        float[] atReal = new float[n], atGenerated = new float[n];
        team.Run(2 * n * chain.Work, (part, parts) =>
        {
            (int First, int Last) share = layout.Share(part, parts);
            Norms(chain, layout, Fake, share, atGenerated);
            Norms(chain, layout, Real, share, atReal);
        });
        // The step has the gradients of the loss, in which each score's share is 1 / n.
        return new CriticSlopes(tensor(atReal).Times(n), tensor(atGenerated).Times(n));
    }

    /// <inheritdoc/>
    public GeneratorGradients Generator(Tensor noise) =>
        generator.Gradients(noise, (sampleShape, rows) => FusedChain.Of(ref scoringChain, critic.For(sampleShape), rows, stepChain));

    /// <inheritdoc/>
    public void Rest()
    {
        stepChain = scoringChain = null;
        critic.Forget();
        generator.Rest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rest();
        generator.Dispose();
        gradients.Dispose();
    }

    // epsilon real + (1 - epsilon) generated.
    private static void Interpolate(Matrix rows, SampleRows layout, float[] epsilon, (int First, int Last) share)
    {
        for (int sample = share.First; sample < share.Last; sample++)
            VectorRows.Interpolate(rows.Row(layout.Of(Fake, sample)), rows.Row(layout.Of(Real, sample)), epsilon[sample], rows.Row(layout.Of(Between, sample)), rows.Columns);
    }

    // The norms of the gradients between the samples, and dP/dg sent back through the chain that led to g.
    private void Penalise(FusedChain chain, SampleRows layout, float[] norms, (int First, int Last) share)
    {
        Norms(chain, layout, Between, share, norms);
        for (int sample = share.First; sample < share.Last; sample++)
        {
            int row = layout.Of(Between, sample);
            float norm = norms[sample];
            // The slope of a norm at zero is taken as zero.
            float slope = norm == 0 ? 0 : (float)(2 * lambda / layout.Samples * Excess(norm) / norm);
            VectorRows.Scale(chain.InputGradient.Row(row), slope, chain.Input.Row(row), chain.InputSize);
        }
        foreach (RowRange rows in layout.Only(Between, share)) chain.Along(rows);
    }

    private static void Norms(FusedChain chain, SampleRows layout, int group, (int First, int Last) share, float[] norms)
    {
        foreach (RowRange rows in layout.Only(group, share)) chain.BackwardToInput(rows);
        for (int sample = share.First; sample < share.Last; sample++) norms[sample] = VectorRows.Norm(chain.InputGradient.Row(layout.Of(group, sample)), chain.InputSize);
    }

    private double Excess(float norm) => penalty == PenaltyKind.LP ? Math.Max(norm - 1.0, 0) : norm - 1.0;
}
