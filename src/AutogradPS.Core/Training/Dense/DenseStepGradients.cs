using AutogradPS.Errors;
using AutogradPS.Numerics;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using AutogradPS.Training.Direct;
using static TorchSharp.torch;

namespace AutogradPS.Training.Dense;

/// <summary>
/// The fastest way, for Wasserstein objectives and fully connected networks in float32 on the CPU: the direct gradient of <see cref="DirectScript"/>
/// in our own matrix products, with the activations in their last instruction, in memory that is taken once.
/// </summary>
/// <remarks>
/// The same numbers as <see cref="AutogradStepGradients"/> up to rounding, from the same random numbers; and the same to the last bit for any
/// number of threads. Gradients and samples lie in tensors that the next call writes over.
/// </remarks>
public sealed class DenseStepGradients : IStepGradients
{
    /// <summary>What this way is called.</summary>
    public const string Name = "dense";

    // The groups of samples of a critic step.
    private const int Fake = 0, Real = 1, Between = 2;

    private readonly IReadOnlyList<DenseLayer> criticLayers, generatorLayers;
    private readonly Tensor[] criticWeights, criticBiases, criticGradients, generatorWeights, generatorBiases, generatorGradients;
    private readonly PenaltyKind? penalty;
    private readonly double lambda;
    private readonly nn.Module<Tensor, Tensor> generatorModule;
    private DenseChain? critic, scorer, generator;
    private WorkerTeam team = WorkerTeam.OfSize(1);
    private Tensor? samples;

    private DenseStepGradients(IReadOnlyList<DenseLayer> critic, IReadOnlyList<DenseLayer> generator, PenaltyKind? penalty, double lambda,
        nn.Module criticModule, nn.Module<Tensor, Tensor> generatorModule)
    {
        (criticLayers, generatorLayers, this.penalty, this.lambda) = (critic, generator, penalty, lambda);
        this.generatorModule = generatorModule;
        (criticWeights, criticBiases, criticGradients) = Gradients(critic, criticModule);
        (generatorWeights, generatorBiases, generatorGradients) = Gradients(generator, generatorModule);
    }

    /// <summary>Below this many multiply-adds, waking a second thread costs more than it does.</summary>
    internal long SmallWork { get; set; } = 4_000_000;

    /// <summary>This way, or null where the objective, the networks or the processor are none that it knows.</summary>
    /// <param name="objective">The losses and the penalty.</param>
    /// <param name="lambda">The weight of the penalty.</param>
    /// <param name="critic">[n, *sample] to [n, 1].</param>
    /// <param name="generator">[n, latent] to [n, *sample].</param>
    public static DenseStepGradients? TryCreate(Objective objective, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator) =>
        StepGradients.HasDirectForm(objective)
        && DenseReader.Read(critic) is { } criticLayers && criticLayers.All(layer => !layer.Activation.IsTanh)
        && criticLayers[^1] is { Output: 1, Activation.Slope: 1 } && criticLayers.Count > 1
        && DenseReader.Read(generator) is { } generatorLayers && generatorLayers[^1].Output == criticLayers[0].Input
            ? new DenseStepGradients(criticLayers, generatorLayers, objective.Penalty, lambda, critic, generator) : null;

    /// <inheritdoc/>
    public string Method => Name;

    /// <inheritdoc/>
    public Tensor Generate(Tensor noise)
    {
        int n = (int)noise.shape[0];
        DenseChain chain = ChainOf(ref generator, generatorLayers, n);
        if (samples is null || samples.shape[0] != n)
        {
            samples?.Dispose();
            using (no_grad()) samples = generatorModule.forward(noise).DetachFromDisposeScope(); // for its shape
        }
        using Tensor rows = noise.contiguous();
        Matrix source = View(rows, n, chain.InputSize), target = View(samples, n, chain.OutputSize);
        SampleRows layout = new(n, 1);
        chain.Load();
        RunTeam(n * chain.Work, (part, parts) =>
        {
            (int First, int Last) share = layout.Share(part, parts);
            CopyIn(source, chain.Input, layout, 0, share);
            chain.Forward(layout.All(share));
            CopyOut(chain.Output, target, share);
        });
        return samples;
    }

    /// <inheritdoc/>
    public CriticGradients Critic(Tensor real, Tensor generated, RandomStream random, long step)
    {
        int n = (int)real.shape[0], groups = penalty is null ? 2 : 3;
        DenseChain chain = ChainOf(ref critic, criticLayers, groups * n);
        using Tensor fakes = generated.contiguous(), reals = real.contiguous();
        Matrix fakeRows = View(fakes, n, chain.InputSize), realRows = View(reals, n, chain.InputSize);
        SampleRows layout = new(n, groups);
        float[] epsilon = penalty is null ? [] : PenaltyPoints.Epsilon(real, random.At(step)).data<float>().ToArray(), norms = new float[penalty is null ? 0 : n];
        IReadOnlyList<RowRange> scored = layout.OfFirst(2);
        chain.Load();
        RunTeam(groups * n * chain.Work, (part, parts) =>
        {
            (int First, int Last) share = layout.Share(part, parts);
            CopyIn(fakeRows, chain.Input, layout, Fake, share);
            CopyIn(realRows, chain.Input, layout, Real, share);
            // The first layer is affine up to its activation: between the samples its values are between theirs, and need no product.
            foreach (RowRange rows in layout.Only(Fake, share, groups: 2)) chain.ForwardToFirst(rows);
            if (penalty is not null) Interpolate(chain.FirstValue, layout, epsilon, share);
            chain.ForwardFromFirst(layout.All(share));
            // The derivative of the loss by each score; between the samples, ones to differentiate the scores themselves.
            Fill(chain.OutputGradient, layout, Fake, share, 1f / n);
            Fill(chain.OutputGradient, layout, Real, share, -1f / n);
            if (penalty is not null) Fill(chain.OutputGradient, layout, Between, share, 1);
            chain.Backward(layout.All(share));
            if (penalty is not null) Penalise(chain, layout, norms, share);
            Meet();
            chain.WeightGradients(criticWeights, part, parts);
            chain.BiasGradients(scored, criticBiases, part, parts); // those of the penalty are zero
        });
        // The two expectations cancel exactly; a sum would leave rounding, which Adam blows up to whole steps.
        TensorMemory.Floats(criticBiases[^1]).Clear();
        double generatedScore = MeanOfScores(chain.Output, layout, Fake), realScore = MeanOfScores(chain.Output, layout, Real),
            mean = norms.Length == 0 ? 0 : norms.Average(norm => Excess(norm) * Excess(norm));
        return new CriticGradients(criticGradients, tensor((float)(generatedScore - realScore + (lambda * mean))), tensor((float)realScore), tensor((float)generatedScore),
            penalty is null ? null : tensor((float)mean), penalty is null ? null : tensor(norms));
    }

    /// <inheritdoc/>
    public CriticSlopes? Slopes(Tensor real, Tensor generated)
    {
        int n = (int)real.shape[0];
        DenseChain chain = critic!;
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
    public GeneratorGradients Generator(Tensor noise)
    {
        int n = (int)noise.shape[0];
        DenseChain makes = ChainOf(ref generator, generatorLayers, n), scores = ChainOf(ref scorer, criticLayers, n);
        using Tensor rows = noise.contiguous();
        Matrix source = View(rows, n, makes.InputSize);
        SampleRows layout = new(n, 1);
        IReadOnlyList<RowRange> all = layout.OfFirst(1);
        makes.Load();
        scores.Load();
        RunTeam(3 * n * (makes.Work + scores.Work), (part, parts) =>
        {
            (int First, int Last) share = layout.Share(part, parts);
            RowRange own = layout.All(share);
            CopyIn(source, makes.Input, layout, 0, share);
            makes.Forward(own);
            CopyIn(makes.Output, scores.Input, layout, 0, share);
            scores.Forward(own);
            Fill(scores.OutputGradient, layout, 0, share, -1f / n);
            scores.Backward(own);
            scores.BackwardToInput(own);
            makes.ThroughOutput(scores.InputGradient, share.First, share.Last);
            makes.Backward(own);
            Meet();
            makes.WeightGradients(generatorWeights, part, parts);
            makes.BiasGradients(all, generatorBiases, part, parts);
        });
        return new GeneratorGradients(generatorGradients, tensor((float)-MeanOfScores(scores.Output, layout, 0)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        samples?.Dispose();
        foreach (Tensor gradient in criticGradients.Concat(generatorGradients)) gradient.Dispose();
    }

    // The gradients by layer, and by the module's order, which is the optimizer's.
    private static (Tensor[] Weights, Tensor[] Biases, Tensor[] InOrder) Gradients(IReadOnlyList<DenseLayer> layers, nn.Module module)
    {
        Tensor[] weights = [.. layers.Select(layer => zeros_like(layer.Weight, requires_grad: false).DetachFromDisposeScope())],
            biases = [.. layers.Select(layer => zeros_like(layer.Bias, requires_grad: false).DetachFromDisposeScope())];
        List<nint> handles = [.. layers.SelectMany(layer => new[] { layer.Weight.Handle, layer.Bias.Handle })];
        Tensor[] both = [.. weights.Zip(biases).SelectMany(pair => new[] { pair.First, pair.Second })];
        return (weights, biases, [.. module.parameters().Select(parameter => both[handles.IndexOf(parameter.Handle)])]);
    }

    private static DenseChain ChainOf(ref DenseChain? chain, IReadOnlyList<DenseLayer> layers, int rows) =>
        chain is { } made && made.Rows == rows ? made : chain = new DenseChain(layers, rows);

    private static Matrix View(Tensor rows, int count, int size)
    {
        if (rows.numel() != (long)count * size || rows.dtype != ScalarType.Float32)
            throw new AutogradPSException("InvalidNetworkInput", ErrorKind.InvalidArgument,
                $"The network takes {size} float32 numbers a sample, and this batch is {TensorText.Shape(rows)} {DTypes.Name(rows.dtype)}. Give samples of the shape that the network was made for.", rows);
        return DenseLayer.View(rows, count, size);
    }

    private static unsafe void CopyIn(Matrix source, Matrix target, SampleRows layout, int group, (int First, int Last) share)
    {
        for (int sample = share.First; sample < share.Last; sample++)
            new ReadOnlySpan<float>(source.Row(sample), target.Columns).CopyTo(new Span<float>(target.Row(layout.Of(group, sample)), target.Columns));
    }

    private static unsafe void CopyOut(Matrix source, Matrix target, (int First, int Last) share)
    {
        for (int row = share.First; row < share.Last; row++)
            new ReadOnlySpan<float>(source.Row(row), target.Columns).CopyTo(new Span<float>(target.Row(row), target.Columns));
    }

    private static unsafe void Fill(Matrix target, SampleRows layout, int group, (int First, int Last) share, float value)
    {
        for (int sample = share.First; sample < share.Last; sample++) *target.Row(layout.Of(group, sample)) = value;
    }

    // epsilon real + (1 - epsilon) generated.
    private static unsafe void Interpolate(Matrix rows, SampleRows layout, float[] epsilon, (int First, int Last) share)
    {
        for (int sample = share.First; sample < share.Last; sample++)
            VectorRows.Interpolate(rows.Row(layout.Of(Fake, sample)), rows.Row(layout.Of(Real, sample)), epsilon[sample], rows.Row(layout.Of(Between, sample)), rows.Columns);
    }

    private static unsafe double MeanOfScores(Matrix scores, SampleRows layout, int group)
    {
        double sum = 0;
        for (int sample = 0; sample < layout.Samples; sample++) sum += *scores.Row(layout.Of(group, sample));
        return sum / layout.Samples;
    }

    // The norms of the gradients between the samples, and dP/dg sent back through the chain that led to g.
    private unsafe void Penalise(DenseChain chain, SampleRows layout, float[] norms, (int First, int Last) share)
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

    private static unsafe void Norms(DenseChain chain, SampleRows layout, int group, (int First, int Last) share, float[] norms)
    {
        foreach (RowRange rows in layout.Only(group, share)) chain.BackwardToInput(rows);
        for (int sample = share.First; sample < share.Last; sample++) norms[sample] = VectorRows.Norm(chain.InputGradient.Row(layout.Of(group, sample)), chain.InputSize);
    }

    private double Excess(float norm) => penalty == PenaltyKind.LP ? Math.Max(norm - 1.0, 0) : norm - 1.0;

    private void RunTeam(long work, Action<int, int> share)
    {
        team = WorkerTeam.OfSize(work < SmallWork ? 1 : get_num_threads());
        team.Run(part => share(part, team.Size));
    }

    private void Meet() => team.Meet();
}
