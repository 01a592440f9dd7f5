using AutogradPS.Numerics;
using AutogradPS.Numerics.Convolutions;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using AutogradPS.Training.Direct;
using static AutogradPS.Training.Fused.FusedBatch;
using static AutogradPS.Training.Fused.FusedSamples;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>
/// The fastest way, for Wasserstein objectives and critics of fully connected and convolutional layers and residual blocks in float32 on the CPU: the direct gradient of
/// <see cref="DirectScript"/> in our own products, with the activations in their last instruction, in memory that is taken once.
/// </summary>
/// <remarks>
/// The same numbers as <see cref="AutogradStepGradients"/> up to rounding, from the same random numbers; and the same to the last bit for any
/// number of threads. Gradients, numbers and samples lie in tensors that the next call writes over. A generator of other layers is left to autograd.
/// </remarks>
public sealed unsafe class FusedStepGradients : IStepGradients
{
    /// <summary>What this way is called.</summary>
    public const string Name = "fused";

    // What the rows of a portion may take: about a processor's third cache, in which they stay from layer to layer.
    private const long DefaultPortionBytes = 32 << 20;

    // Portions end where convolutions end a part of their sums: so the sums keep their order.
    private const int PortionUnit = BlockedConvolution.Depth;

    private readonly FusedNetwork critic;
    private readonly FusedGradients gradients;
    private readonly FusedGenerator generator;
    private readonly FusedTeam team = new();
    private readonly FusedNumbers ofStep = new();
    private readonly FusedNumbers[] norms = [new(), new(), new()]; // of each group
    private readonly PenaltyKind? penalty;
    private readonly EulerGradient? ofLastWeight;
    private readonly double lambda;
    private FusedChain? stepChain, lastChain, scoringChain;
    private MatrixBuffer? between;

    private FusedStepGradients(FusedNetwork critic, PenaltyKind? penalty, double lambda, nn.Module<Tensor, Tensor> criticModule, nn.Module<Tensor, Tensor> generatorModule)
    {
        (this.critic, this.penalty, this.lambda) = (critic, penalty, lambda);
        gradients = new FusedGradients(critic, criticModule);
        ofLastWeight = penalty is null ? null : critic.OfLastWeight;
        generator = new FusedGenerator(generatorModule, team);
    }

    /// <inheritdoc cref="FusedTeam.SmallWork"/>
    internal long SmallWork
    {
        get => team.SmallWork;
        set => team.SmallWork = value;
    }

    /// <summary>What the rows of a portion of a batch may take.</summary>
    internal long PortionBytes { get; set; } = DefaultPortionBytes;

    /// <summary>Whether the generator's layers are computed here too.</summary>
    internal bool KnowsGenerator => generator.IsKnown;

    /// <summary>This way, or null where the objective, the critic or the processor is none that it knows.</summary>
    /// <param name="objective">The losses and the penalty.</param>
    /// <param name="lambda">The weight of the penalty.</param>
    /// <param name="critic">[n, *sample] to [n, 1].</param>
    /// <param name="generator">[n, latent] to [n, *sample].</param>
    /// <param name="sampleShape">The shape of a sample; null where it is not known.</param>
    public static FusedStepGradients? TryCreate(Objective objective, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator, IReadOnlyList<long>? sampleShape = null) =>
        StepGradients.HasDirectForm(objective) && FusedReader.Read(critic) is { EndsInScore: true, IsPiecewiseLinear: true, Layers.Count: > 1 } read && (sampleShape is null || read.Takes(sampleShape))
            ? new FusedStepGradients(read, objective.Penalty, lambda, critic, generator) : null;

    /// <inheritdoc/>
    public string Method => Name;

    /// <inheritdoc/>
    public Tensor Generate(Tensor noise) => generator.Generate(noise);

    /// <inheritdoc/>
    public int BatchesAtOnce(Tensor noise) => generator.BatchesIn(PortionBytes, noise);

    /// <inheritdoc/>
    public CriticGradients Critic(Tensor real, Tensor generated, RandomStream random, long step, bool withSlopes = false)
    {
        int n = (int)real.shape[0];
        FusedLayers layers = critic.For(real.shape[1..]);
        using Tensor fakes = generated.contiguous(), reals = real.contiguous();
        int size = layers.Layers[0].Terms[0].Operation.Input, portion = SamplesOfPortion(n, layers);
        float[] epsilon = penalty is null ? [] : new float[n];
        random.Uniform(step, epsilon);
        if (penalty is null || !layers.WantOrder) between = null;
        else if (between is null || between.View.Rows != n || between.View.Columns != size) between = new MatrixBuffer(n, size);
        FusedBatch batch = new(layers, View(fakes, n, size), View(reals, n, size), epsilon, between?.View, withSlopes);
        EulerGradient? ofLast = ofLastWeight is { Holds: true } ? ofLastWeight : null;
        for (int first = 0; first < n; first += portion)
        {
            int count = Math.Min(portion, n - first), rows = Groups * count;
            FusedChain chain = count == portion ? FusedChain.Of(ref stepChain, layers, rows) : FusedChain.Of(ref lastChain, layers, rows, stepChain);
            DoPortion(batch, chain, first, count, ofLast);
        }
        // The two expectations cancel exactly; a sum would leave rounding, which Adam blows up to whole steps.
        if (gradients.OfBias(critic.Layers[^1]) is { } ofBias) TensorMemory.Floats(ofBias).Clear();
        double generatedScore = batch.Scores[Fake] / n, realScore = batch.Scores[Real] / n, mean = penalty is null ? 0 : batch.Norms[Between].Average(norm => Excess(norm) * Excess(norm));
        Tensor[] numbers = ofStep.Scalars((float)(generatedScore - realScore + (lambda * mean)), (float)realScore, (float)generatedScore, (float)mean);
        return new CriticGradients(gradients.InOrder, numbers[0], numbers[1], numbers[2], penalty is null ? null : numbers[3], penalty is null ? null : norms[Between].Of(batch.Norms[Between]))
        {
            Slopes = withSlopes ? new CriticSlopes(Slopes(batch, Real), Slopes(batch, Fake)) : null,
        };
    }

    /// <inheritdoc/>
    public GeneratorGradients Generator(Tensor noise) =>
        generator.Gradients(noise, (sampleShape, rows) => FusedChain.Of(ref scoringChain, critic.For(sampleShape), stepChain is null ? rows : Math.Min(rows, stepChain.Rows), stepChain));

    /// <inheritdoc/>
    public void Rest()
    {
        stepChain = lastChain = scoringChain = null;
        between = null;
        critic.Forget();
        generator.Rest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rest();
        generator.Dispose();
        gradients.Dispose();
        ofStep.Dispose();
        foreach (FusedNumbers numbers in norms) numbers.Dispose();
    }

    private int Groups => penalty is null ? 2 : 3;

    // The step has the gradients of the loss, in which each score's share is 1 / n.
    private Tensor Slopes(FusedBatch batch, int group)
    {
        foreach (ref float norm in batch.Norms[group].AsSpan()) norm *= batch.Size;
        return norms[group].Of(batch.Norms[group]);
    }

    // Samples do not depend on each other: of large networks some are done after the others, in memory that they share.
    private int SamplesOfPortion(int n, FusedLayers layers)
    {
        long portions = Math.Max(1, (((long)n * Groups * layers.RowSize * sizeof(float)) + PortionBytes - 1) / PortionBytes), samples = Math.Max(n / portions, (long)get_num_threads() * ProductKernel.Height);
        return (int)Math.Min(n, (samples + PortionUnit - 1) / PortionUnit * PortionUnit);
    }

    private void DoPortion(FusedBatch batch, FusedChain chain, int first, int count, EulerGradient? ofLast)
    {
        SampleRows layout = new(count, Groups);
        Portion portion = new(first == 0, first + count == batch.Size);
        IReadOnlyList<IReadOnlyList<RowRange>> scored = layout.OfEach(2);
        team.Run(chain.Rows * chain.Work, (part, parts) =>
        {
            if (portion.IsFirst)
            {
                batch.Prepare(part, parts);
                team.Load(part, parts, chain);
            }
            (int First, int Last) share = layout.Share(part, parts);
            for (int group = 0; group < batch.Known; group++) batch.Take(chain, group, first, layout, share);
            foreach (RowRange rows in layout.Only(Fake, share, groups: batch.Known)) chain.ForwardToFirst(rows);
            if (batch.Known < Groups)
            {
                // The first layer is affine up to its activation: between the samples its values are between theirs, and need no product.
                Interpolate(chain.FirstValue, layout, batch.Epsilon.AsSpan(first), share);
                Interpolate(chain.Input, layout, batch.Epsilon.AsSpan(first), share); // for a shortcut
            }
            chain.ForwardFromFirst(layout.All(share));
            // The derivative of the loss by each score; between the samples, ones to differentiate the scores themselves.
            Fill(chain.OutputGradient, layout, Fake, share, 1f / batch.Size);
            Fill(chain.OutputGradient, layout, Real, share, -1f / batch.Size);
            if (penalty is not null) Fill(chain.OutputGradient, layout, Between, share, 1);
            chain.Backward(layout.All(share));
            for (int group = 0; group < Groups; group++)
                if (batch.Norms[group].Length > 0) Norms(batch, chain, layout, group, first, share);
            if (penalty is not null) Penalise(batch, chain, layout, first, share, toLast: ofLast is null);
            team.SumGradients(part, parts, chain, scored, gradients, portion, ofLast); // those of the penalty's biases are zero
        });
        batch.Scores[Fake] = SumOfScores(chain.Output, layout, Fake, batch.Scores[Fake]);
        batch.Scores[Real] = SumOfScores(chain.Output, layout, Real, batch.Scores[Real]);
    }

    // epsilon real + (1 - epsilon) generated.
    private static void Interpolate(Matrix rows, SampleRows layout, ReadOnlySpan<float> epsilon, (int First, int Last) share)
    {
        for (int sample = share.First; sample < share.Last; sample++)
            VectorRows.Interpolate(rows.Row(layout.Of(Fake, sample)), rows.Row(layout.Of(Real, sample)), epsilon[sample], rows.Row(layout.Of(Between, sample)), rows.Columns);
    }

    // The norms of a group's gradients.
    private static void Norms(FusedBatch batch, FusedChain chain, SampleRows layout, int group, int first, (int First, int Last) share)
    {
        foreach (RowRange rows in layout.Only(group, share)) chain.BackwardToInput(rows);
        for (int sample = share.First; sample < share.Last; sample++)
            batch.Norms[group][batch.SampleAt(group, first + sample)] = VectorRows.Norm(chain.InputGradient.Row(layout.Of(group, sample)), chain.InputSize);
    }

    // dP/dg between the samples goes back through the chain that led to g.
    private void Penalise(FusedBatch batch, FusedChain chain, SampleRows layout, int first, (int First, int Last) share, bool toLast)
    {
        for (int sample = share.First; sample < share.Last; sample++)
        {
            int row = layout.Of(Between, sample);
            float norm = batch.Norms[Between][batch.SampleAt(Between, first + sample)];
            // The slope of a norm at zero is taken as zero.
            float slope = norm == 0 ? 0 : (float)(2 * lambda / batch.Size * Excess(norm) / norm);
            VectorRows.Scale(chain.InputGradient.Row(row), slope, chain.Input.Row(row), chain.InputSize);
        }
        foreach (RowRange rows in layout.Only(Between, share)) chain.Along(rows, toLast);
    }

    private double Excess(float norm) => penalty == PenaltyKind.LP ? Math.Max(norm - 1.0, 0) : norm - 1.0;
}
