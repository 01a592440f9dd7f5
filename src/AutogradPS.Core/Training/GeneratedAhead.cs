using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>What the generator makes for the critic steps until it changes: of several steps at once, where that is faster and the same.</summary>
/// <param name="gradients">The way of the steps.</param>
/// <param name="noise">The noise of a critic step, [n, latent].</param>
internal sealed class GeneratedAhead(IStepGradients gradients, Func<long, Tensor> noise)
{
    private Tensor[] batches = []; // of each step
    private long first;

    /// <summary>The samples of a critic step, [n, *sample].</summary>
    /// <param name="step">Which one.</param>
    /// <param name="change">The first step after the generator has changed.</param>
    public Tensor Of(long step, long change)
    {
        if (step >= first && step < first + batches.Length) return batches[step - first];
        Forget();
        Tensor own = noise(step);
        long rows = own.size(0), count = Math.Min(change - step, gradients.BatchesAtOnce(own));
        if (count < 2) return gradients.Generate(own);
        Tensor samples = gradients.Generate(cat([own, .. from other in Enumerable.Range(1, (int)count - 1) select noise(step + other)]));
        (first, batches) = (step, [.. from batch in Enumerable.Range(0, (int)count) select samples.narrow(0, batch * rows, rows).DetachFromDisposeScope()]);
        return batches[0];
    }

    /// <summary>Forgets what was made, as the generator or the steps have changed.</summary>
    public void Forget()
    {
        foreach (Tensor batch in batches) batch.Dispose();
        batches = [];
    }
}
