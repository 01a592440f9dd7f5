using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>What the generator makes for the critic steps until it changes: of several steps at once, where that is faster and the same.</summary>
/// <param name="gradients">The way of the steps.</param>
/// <param name="noise">The noise of a critic step, [n, latent].</param>
internal sealed class GeneratedAhead(IStepGradients gradients, Func<long, Tensor> noise)
{
    private Tensor? samples;
    private long first, end;

    /// <summary>The samples of a critic step, [n, *sample].</summary>
    /// <param name="step">Which one.</param>
    /// <param name="change">The first step after the generator has changed.</param>
    public Tensor Of(long step, long change)
    {
        if (samples is not null && step >= first && step < end) return Part(samples, step);
        Forget();
        Tensor own = noise(step);
        (first, end) = (step, Math.Min(change, step + gradients.BatchesAtOnce(own)));
        if (end - first < 2) return gradients.Generate(own);
        samples = gradients.Generate(cat([own, .. from other in Enumerable.Range(1, (int)(end - first - 1)) select noise(step + other)])).DetachFromDisposeScope();
        return Part(samples, step);
    }

    /// <summary>Forgets what was made, as the generator or the steps have changed.</summary>
    public void Forget()
    {
        samples?.Dispose();
        samples = null;
    }

    private Tensor Part(Tensor all, long step)
    {
        long rows = all.size(0) / (end - first);
        return all.narrow(0, (step - first) * rows, rows);
    }
}
