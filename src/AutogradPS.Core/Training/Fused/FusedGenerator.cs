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
    private FusedChain? chain;
    private Tensor? samples;

    /// <param name="module">[n, latent] to [n, *sample].</param>
    /// <param name="team">The threads.</param>
    public FusedGenerator(nn.Module<Tensor, Tensor> module, FusedTeam team)
    {
        (this.module, this.team) = (module, team);
        network = FusedReader.Read(module);
        gradients = network is null ? null : new FusedGradients(network, module);
        parameters = [.. module.parameters().Where(p => p.requires_grad)];
    }

    /// <summary>Scores rows of generated samples.</summary>
    /// <param name="sampleShape">The shape of one.</param>
    /// <param name="rows">How many.</param>
    public delegate FusedChain Scorer(IReadOnlyList<long> sampleShape, int rows);

    /// <summary>Whether its layers are known.</summary>
    public bool IsKnown => network is not null;

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
        FusedChain makes = FusedChain.Of(ref chain, layers, n);
        if (samples is null || samples.shape[0] != n)
        {
            samples?.Dispose();
            samples = empty([n, .. layers.OutputShape]).DetachFromDisposeScope();
        }
        using Tensor rows = noise.contiguous();
        Matrix source = View(rows, n, makes.InputSize), target = View(samples, n, makes.OutputSize);
        SampleRows layout = new(n, 1);
        team.Run(n * makes.Work, (part, parts) =>
        {
            team.Load(part, parts, makes);
            (int First, int Last) share = layout.Share(part, parts);
            Take(makes, source, layout, 0, share);
            makes.Forward(layout.All(share));
            Give(share, makes.GiveOutput, target);
        });
        return samples;
    }

    /// <summary>The gradient of -mean D(G(z)) with respect to the generator's parameters.</summary>
    /// <param name="noise">z, [n, latent].</param>
    /// <param name="scorer">The critic.</param>
    public GeneratorGradients Gradients(Tensor noise, Scorer scorer) => network is null ? ByAutograd(noise, scorer) : ByChains(noise, network.For(noise.shape[1..]), scorer);

    /// <summary>Lets go of the memory of steps.</summary>
    public void Rest()
    {
        chain = null;
        network?.Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        samples?.Dispose();
        gradients?.Dispose();
    }

    private GeneratorGradients ByChains(Tensor noise, FusedLayers layers, Scorer scorer)
    {
        int n = (int)noise.shape[0];
        FusedChain makes = FusedChain.Of(ref chain, layers, n), scores = scorer(layers.OutputShape, n);
        using Tensor rows = noise.contiguous();
        Matrix source = View(rows, n, makes.InputSize);
        SampleRows layout = new(n, 1);
        IReadOnlyList<RowRange> all = layout.OfFirst(1);
        team.Run(3 * n * (makes.Work + scores.Work), (part, parts) =>
        {
            team.Load(part, parts, makes, scores);
            (int First, int Last) share = layout.Share(part, parts);
            RowRange own = layout.All(share);
            Take(makes, source, layout, 0, share);
            makes.Forward(own);
            for (int row = share.First; row < share.Last; row++) scores.Take(makes, row);
            Score(scores, layout, share);
            for (int row = share.First; row < share.Last; row++) makes.TakeGradient(scores, row);
            makes.Backward(own);
            team.SumGradients(part, parts, makes, all, gradients!, Portion.Whole);
        });
        return new GeneratorGradients(gradients!.InOrder, tensor((float)(-SumOfScores(scores.Output, layout, 0) / n)));
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
        SampleRows layout = new(n, 1);
        team.Run(2 * n * scores.Work, (part, parts) =>
        {
            team.Load(part, parts, scores);
            (int First, int Last) share = layout.Share(part, parts);
            Take(scores, source, layout, 0, share);
            Score(scores, layout, share);
            Give(share, scores.GiveInputGradient, target);
        });
        Tensor[] computed = Gradient.Compute([generated], parameters, OfLoss with { GradOutputs = [gradient] })!;
        return new GeneratorGradients(computed, tensor((float)(-SumOfScores(scores.Output, layout, 0) / n)));
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
}
