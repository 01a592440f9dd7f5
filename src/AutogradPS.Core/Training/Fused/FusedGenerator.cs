using AutogradPS.Autograd;
using AutogradPS.Numerics;
using static AutogradPS.Training.Fused.FusedSamples;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>The generator's part of the steps: in products of our own where its layers are known, otherwise by libtorch.</summary>
internal sealed unsafe class FusedGenerator : IDisposable
{
    private static readonly GradOptions OfLoss = new() { MaterializeGrads = true };

    private readonly nn.Module<Tensor, Tensor> module;
    private readonly FusedNetwork? network;
    private readonly FusedGradients? gradients;
    private readonly FusedTeam team;
    private readonly Tensor[] parameters;
    private readonly FusedNumbers loss = new();
    private FusedChain? making, learning; // to make samples, and for the generator's own step, in memory of the first where it is enough
    private Tensor? samples; // of the first

    /// <param name="module">[n, latent] to [n, *sample].</param>
    /// <param name="team">The threads.</param>
    public FusedGenerator(nn.Module<Tensor, Tensor> module, FusedTeam team)
    {
        (this.module, this.team) = (module, team);
        network = FusedReader.Read(module);
        gradients = network is null ? null : new FusedGradients(network, module);
        parameters = [.. module.parameters().Where(p => p.requires_grad)];
    }

    /// <summary>The critic, to score generated samples.</summary>
    /// <param name="sampleShape">The shape of one.</param>
    /// <param name="rows">How many there are; the chain may have fewer rows.</param>
    public delegate FusedChain Scorer(IReadOnlyList<long> sampleShape, int rows);

    private delegate void SampleAndRow(int sample, int row);

    /// <summary>Whether its layers are known.</summary>
    public bool IsKnown => network is not null;

    /// <summary>How many batches like one it can make at once within some memory; one by libtorch, where samples may depend on each other.</summary>
    public int BatchesIn(long bytes, Tensor noise) =>
        network is null ? 1 : (int)Math.Clamp(bytes / (noise.size(0) * network.For(noise.shape[1..]).RowSize * sizeof(float)), 1, int.MaxValue);

    /// <summary>What the generator makes of noise, [n, latent], without a graph.</summary>
    public Tensor Generate(Tensor noise)
    {
        if (network is null)
        {
            using var quiet = no_grad();
            return module.forward(noise);
        }
        int n = (int)noise.shape[0];
        FusedLayers layers = network.For(noise.shape[1..]);
        if (making is null || making.Layers != layers || making.Rows < n)
        {
            LetGo(); // the other has memory of the one before
            making = new FusedChain(layers, n);
            samples = empty([n, .. layers.OutputShape]).DetachFromDisposeScope();
        }
        FusedChain makes = making;
        using Tensor rows = noise.contiguous();
        OrderedSamples source = OrderedSamples.For(layers, View(rows, n, makes.InputSize));
        Matrix target = View(samples!, makes.Rows, makes.OutputSize);
        SampleRows layout = new(n, 1);
        team.Run(n * makes.Work, (part, parts) =>
        {
            team.Load(part, parts, makes);
            (int First, int Last) share = layout.Share(part, parts);
            Take(makes, source, share);
            makes.Forward(layout.All(share));
            for (int row = share.First; row < share.Last; row++) makes.GiveOutput(row, target.Row(source.At(row)));
        });
        return samples!.narrow(0, 0, n);
    }

    /// <summary>The gradient of -mean D(G(z)) with respect to the generator's parameters.</summary>
    /// <param name="noise">z, [n, latent].</param>
    /// <param name="scorer">The critic.</param>
    public GeneratorGradients Gradients(Tensor noise, Scorer scorer) => network is null ? ByAutograd(noise, scorer) : ByChains(noise, network.For(noise.shape[1..]), scorer);

    /// <summary>Lets go of the memory of steps.</summary>
    public void Rest()
    {
        LetGo();
        network?.Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LetGo();
        gradients?.Dispose();
        loss.Dispose();
    }

    private void LetGo()
    {
        making = learning = null;
        samples?.Dispose();
        samples = null;
    }

    private GeneratorGradients ByChains(Tensor noise, FusedLayers layers, Scorer scorer)
    {
        int n = (int)noise.shape[0];
        FusedChain makes = FusedChain.Of(ref learning, layers, n, making), scores = scorer(layers.OutputShape, n);
        using Tensor rows = noise.contiguous();
        OrderedSamples source = OrderedSamples.For(layers, View(rows, n, makes.InputSize)); // the critic's rows follow their order
        SampleRows layout = new(n, 1);
        IReadOnlyList<IReadOnlyList<RowRange>> all = layout.OfEach(1);
        team.Run(n * makes.Work, (part, parts) =>
        {
            team.Load(part, parts, makes);
            (int First, int Last) share = layout.Share(part, parts);
            Take(makes, source, share);
            makes.Forward(layout.All(share));
        });
        double score = Score(scores, n, (sample, row) => scores.Take(makes, sample, row), (sample, row) => makes.TakeGradient(sample, scores, row));
        team.Run(2 * n * makes.Work, (part, parts) =>
        {
            makes.Backward(layout.All(layout.Share(part, parts)));
            team.SumGradients(part, parts, makes, all, gradients!, Portion.Whole);
        });
        return new GeneratorGradients(gradients!.InOrder, loss.Scalars((float)-score)[0]);
    }

    private GeneratorGradients ByAutograd(Tensor noise, Scorer scorer)
    {
        using var recording = enable_grad();
        Tensor generated = module.forward(noise);
        int n = (int)noise.shape[0];
        FusedChain scores = scorer(generated.shape[1..], n);
        using Tensor rows = generated.detach().contiguous();
        Tensor gradient = empty_like(rows);
        Matrix source = View(rows, n, scores.InputSize), target = View(gradient, n, scores.InputSize);
        double score = Score(scores, n, (sample, row) => scores.Take(source.Row(sample), row), (sample, row) => scores.GiveInputGradient(row, target.Row(sample)));
        Tensor[] computed = Gradient.Compute([generated], parameters, OfLoss with { GradOutputs = [gradient] })!;
        return new GeneratorGradients(computed, loss.Scalars((float)-score)[0]);
    }

    // Generated samples to their mean score, and the gradient of -mean D back to the samples; as many at once as the chain has rows.
    private double Score(FusedChain scores, int n, SampleAndRow take, SampleAndRow give)
    {
        double sum = 0;
        for (int first = 0; first < n; first += scores.Rows)
        {
            int start = first;
            SampleRows layout = new(Math.Min(scores.Rows, n - first), 1);
            team.Run(2 * layout.Samples * scores.Work, (part, parts) =>
            {
                if (start == 0) team.Load(part, parts, scores);
                (int First, int Last) share = layout.Share(part, parts);
                RowRange own = layout.All(share);
                for (int row = share.First; row < share.Last; row++) take(start + row, row);
                scores.Forward(own);
                Fill(scores.OutputGradient, layout, 0, share, -1f / n);
                scores.Backward(own);
                scores.BackwardToInput(own);
                for (int row = share.First; row < share.Last; row++) give(start + row, row);
            });
            sum = SumOfScores(scores.Output, layout, 0, sum);
        }
        return sum / n;
    }
}
