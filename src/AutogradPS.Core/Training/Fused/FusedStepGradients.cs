using AutogradPS.Autograd;
using AutogradPS.Errors;
using AutogradPS.Numerics;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using AutogradPS.Training.Direct;
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

    private static readonly GradOptions OfLoss = new() { MaterializeGrads = true };

    private readonly FusedNetwork critic;
    private readonly FusedNetwork? generator;
    private readonly FusedGradients criticGradients;
    private readonly FusedGradients? generatorGradients;
    private readonly PenaltyKind? penalty;
    private readonly double lambda;
    private readonly nn.Module<Tensor, Tensor> generatorModule;
    private readonly Tensor[] generatorParameters;
    private WorkerTeam team = WorkerTeam.OfSize(1);
    private FusedChain? criticChain, scoringChain, generatorChain;
    private Tensor? samples;

    private FusedStepGradients(FusedNetwork critic, FusedNetwork? generator, PenaltyKind? penalty, double lambda, nn.Module<Tensor, Tensor> criticModule, nn.Module<Tensor, Tensor> generatorModule)
    {
        (this.critic, this.generator, this.penalty, this.lambda, this.generatorModule) = (critic, generator, penalty, lambda, generatorModule);
        criticGradients = new FusedGradients(critic, criticModule);
        generatorGradients = generator is null ? null : new FusedGradients(generator, generatorModule);
        generatorParameters = [.. generatorModule.parameters().Where(p => p.requires_grad)];
    }

    /// <summary>Below this many multiply-adds, waking a second thread costs more than it does.</summary>
    internal long SmallWork { get; set; } = 4_000_000;

    /// <summary>Whether the generator's layers are computed here too.</summary>
    internal bool KnowsGenerator => generator is not null;

    /// <summary>This way, or null where the objective, the critic or the processor is none that it knows.</summary>
    /// <param name="objective">The losses and the penalty.</param>
    /// <param name="lambda">The weight of the penalty.</param>
    /// <param name="critic">[n, *sample] to [n, 1].</param>
    /// <param name="generator">[n, latent] to [n, *sample].</param>
    public static FusedStepGradients? TryCreate(Objective objective, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator) =>
        StepGradients.HasDirectForm(objective) && ReadCritic(critic) is { } read
            ? new FusedStepGradients(read, FusedNetwork.Read(generator), objective.Penalty, lambda, critic, generator) : null;

    /// <summary>The critic's layers, or null for one that is not computed here.</summary>
    internal static FusedNetwork? ReadCritic(nn.Module<Tensor, Tensor> critic) =>
        FusedNetwork.Read(critic) is { EndsInScore: true, IsPiecewiseLinear: true, Layers.Count: > 1 } read ? read : null;

    /// <inheritdoc/>
    public string Method => Name;

    /// <inheritdoc/>
    public Tensor Generate(Tensor noise)
    {
        if (generator is null)
        {
            using var quiet = no_grad();
            return generatorModule.forward(noise);
        }
        int n = (int)noise.shape[0];
        FusedLayers layers = generator.For(noise.shape[1..]);
        FusedChain chain = ChainOf(ref generatorChain, layers, n);
        if (samples is null || samples.shape[0] != n)
        {
            samples?.Dispose();
            samples = empty([n, .. layers.OutputShape]).DetachFromDisposeScope();
        }
        using Tensor rows = noise.contiguous();
        Matrix source = View(rows, n, chain.InputSize), target = View(samples, n, chain.OutputSize);
        SampleRows layout = new(n, 1);
        RunTeam(n * chain.Work, (part, parts) =>
        {
            Load(part, parts, chain);
            (int First, int Last) share = layout.Share(part, parts);
            Take(chain, source, layout, 0, share);
            chain.Forward(layout.All(share));
            Give(share, chain.GiveOutput, target);
        });
        return samples;
    }

    /// <inheritdoc/>
    public CriticGradients Critic(Tensor real, Tensor generated, RandomStream random, long step)
    {
        int n = (int)real.shape[0], groups = penalty is null ? 2 : 3;
        FusedChain chain = ChainOf(ref criticChain, critic.For(real.shape[1..]), groups * n);
        using Tensor fakes = generated.contiguous(), reals = real.contiguous();
        Matrix fakeRows = View(fakes, n, chain.InputSize), realRows = View(reals, n, chain.InputSize);
        SampleRows layout = new(n, groups);
        float[] epsilon = penalty is null ? [] : PenaltyPoints.Epsilon(real, random.At(step)).data<float>().ToArray(), norms = new float[penalty is null ? 0 : n];
        IReadOnlyList<RowRange> scored = layout.OfFirst(2);
        RunTeam(groups * n * chain.Work, (part, parts) =>
        {
            Load(part, parts, chain);
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
            SumGradients(chain, scored, criticGradients, part, parts); // those of the penalty's biases are zero
        });
        // The two expectations cancel exactly; a sum would leave rounding, which Adam blows up to whole steps.
        TensorMemory.Floats(criticGradients.OfBias(critic.Layers[^1])).Clear();
        double generatedScore = MeanOfScores(chain.Output, layout, Fake), realScore = MeanOfScores(chain.Output, layout, Real),
            mean = norms.Length == 0 ? 0 : norms.Average(norm => Excess(norm) * Excess(norm));
        return new CriticGradients(criticGradients.InOrder, tensor((float)(generatedScore - realScore + (lambda * mean))), tensor((float)realScore), tensor((float)generatedScore),
            penalty is null ? null : tensor((float)mean), penalty is null ? null : tensor(norms));
    }

    /// <inheritdoc/>
    public CriticSlopes? Slopes(Tensor real, Tensor generated)
    {
        int n = (int)real.shape[0];
        FusedChain chain = criticChain!;
        SampleRows layout = new(n, penalty is null ? 2 : 3);
        float[] atReal = new float[n], atGenerated = new float[n];
        RunTeam(2 * n * chain.Work, (part, parts) =>
        {
            (int First, int Last) share = layout.Share(part, parts);
            Norms(chain, layout, Fake, share, atGenerated);
            Norms(chain, layout, Real, share, atReal);
        });
        // The step has the gradients of the loss, in which each score's share is 1 / n.
        return new CriticSlopes(tensor(atReal).Times(n), tensor(atGenerated).Times(n));
    }

    /// <inheritdoc/>
    public GeneratorGradients Generator(Tensor noise) => generator is null ? ByAutograd(noise) : ByChains(noise, generator.For(noise.shape[1..]));

    /// <inheritdoc/>
    public void Rest()
    {
        criticChain = scoringChain = generatorChain = null;
        critic.Forget();
        generator?.Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rest();
        samples?.Dispose();
        criticGradients.Dispose();
        generatorGradients?.Dispose();
    }

    private GeneratorGradients ByChains(Tensor noise, FusedLayers layers)
    {
        int n = (int)noise.shape[0];
        FusedChain makes = ChainOf(ref generatorChain, layers, n), scores = ChainOf(ref scoringChain, critic.For(layers.OutputShape), n, criticChain);
        using Tensor rows = noise.contiguous();
        Matrix source = View(rows, n, makes.InputSize);
        SampleRows layout = new(n, 1);
        IReadOnlyList<RowRange> all = layout.OfFirst(1);
        RunTeam(3 * n * (makes.Work + scores.Work), (part, parts) =>
        {
            Load(part, parts, makes, scores);
            (int First, int Last) share = layout.Share(part, parts);
            RowRange own = layout.All(share);
            Take(makes, source, layout, 0, share);
            makes.Forward(own);
            for (int row = share.First; row < share.Last; row++) scores.Take(makes, row);
            Score(scores, layout, share);
            for (int row = share.First; row < share.Last; row++) makes.TakeGradient(scores, row);
            makes.Backward(own);
            SumGradients(makes, all, generatorGradients!, part, parts);
        });
        return new GeneratorGradients(generatorGradients!.InOrder, tensor((float)-MeanOfScores(scores.Output, layout, 0)));
    }

    private GeneratorGradients ByAutograd(Tensor noise)
    {
        using var recording = enable_grad();
        Tensor generated = generatorModule.forward(noise);
        int n = (int)noise.shape[0];
        FusedChain scores = ChainOf(ref scoringChain, critic.For(generated.shape[1..]), n, criticChain);
        using Tensor rows = generated.detach().contiguous();
        Tensor gradient = empty_like(rows);
        Matrix source = View(rows, n, scores.InputSize), target = View(gradient, n, scores.InputSize);
        SampleRows layout = new(n, 1);
        RunTeam(2 * n * scores.Work, (part, parts) =>
        {
            Load(part, parts, scores);
            (int First, int Last) share = layout.Share(part, parts);
            Take(scores, source, layout, 0, share);
            Score(scores, layout, share);
            Give(share, scores.GiveInputGradient, target);
        });
        Tensor[] gradients = Gradient.Compute([generated], generatorParameters, OfLoss with { GradOutputs = [gradient] })!;
        return new GeneratorGradients(gradients, tensor((float)-MeanOfScores(scores.Output, layout, 0)));
    }

    // Generated samples to their scores, and the gradient of -mean D back to the samples.
    private static void Score(FusedChain scores, SampleRows layout, (int First, int Last) share)
    {
        RowRange own = layout.All(share);
        scores.Forward(own);
        Fill(scores.OutputGradient, layout, 0, share, -1f / layout.Samples);
        scores.Backward(own);
        scores.BackwardToInput(own);
    }

    private static FusedChain ChainOf(ref FusedChain? chain, FusedLayers layers, int rows, FusedChain? other = null) =>
        chain is { } made && made.Rows == rows && made.Layers == layers ? made : chain = new FusedChain(layers, rows, other);

    private static Matrix View(Tensor rows, int count, int size)
    {
        if (rows.numel() != (long)count * size || rows.dtype != ScalarType.Float32)
            throw new AutogradPSException("InvalidNetworkInput", ErrorKind.InvalidArgument,
                $"The network takes {size} float32 numbers a sample, and this batch is {TensorText.Shape(rows)} {DTypes.Name(rows.dtype)}. Give samples of the shape that the network was made for.", rows);
        return FusedLinear.View(rows, count, size);
    }

    private static void Take(FusedChain chain, Matrix samples, SampleRows layout, int group, (int First, int Last) share)
    {
        for (int sample = share.First; sample < share.Last; sample++) chain.Take(samples.Row(sample), layout.Of(group, sample));
    }

    private delegate void RowToSample(int row, float* sample);

    private static void Give((int First, int Last) share, RowToSample give, Matrix samples)
    {
        for (int row = share.First; row < share.Last; row++) give(row, samples.Row(row));
    }

    private static void Fill(Matrix target, SampleRows layout, int group, (int First, int Last) share, float value)
    {
        for (int sample = share.First; sample < share.Last; sample++) *target.Row(layout.Of(group, sample)) = value;
    }

    // epsilon real + (1 - epsilon) generated.
    private static void Interpolate(Matrix rows, SampleRows layout, float[] epsilon, (int First, int Last) share)
    {
        for (int sample = share.First; sample < share.Last; sample++)
            VectorRows.Interpolate(rows.Row(layout.Of(Fake, sample)), rows.Row(layout.Of(Real, sample)), epsilon[sample], rows.Row(layout.Of(Between, sample)), rows.Columns);
    }

    private static double MeanOfScores(Matrix scores, SampleRows layout, int group)
    {
        double sum = 0;
        for (int sample = 0; sample < layout.Samples; sample++) sum += *scores.Row(layout.Of(group, sample));
        return sum / layout.Samples;
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

    private void Load(int part, int parts, params ReadOnlySpan<FusedChain> chains)
    {
        foreach (FusedChain chain in chains) chain.Prepare(part, parts);
        Meet();
        foreach (FusedChain chain in chains) chain.Load(part, parts);
        Meet();
    }

    private void SumGradients(FusedChain chain, IReadOnlyList<RowRange> biased, FusedGradients targets, int part, int parts)
    {
        Meet();
        chain.WeightGradients(targets, part, parts);
        chain.BiasGradients(biased, targets, part, parts);
        Meet();
        chain.FinishGradients(targets, part, parts);
    }

    private void RunTeam(long work, Action<int, int> share)
    {
        team = WorkerTeam.OfSize(work < SmallWork ? 1 : get_num_threads());
        team.Run(part => share(part, team.Size));
    }

    private void Meet() => team.Meet();
}
