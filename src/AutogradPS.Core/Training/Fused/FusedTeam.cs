using AutogradPS.Numerics;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>The threads of a step, and what they do together.</summary>
internal sealed class FusedTeam
{
    private WorkerTeam team = WorkerTeam.OfSize(1);

    /// <summary>Below this many multiply-adds, waking a second thread costs more than it does.</summary>
    public long SmallWork { get; set; } = 4_000_000;

    /// <summary>Shares work out.</summary>
    /// <param name="work">Its multiply-adds.</param>
    /// <param name="share">Does a share: which one, from 0, and of how many.</param>
    public void Run(long work, Action<int, int> share)
    {
        team = WorkerTeam.OfSize(work < SmallWork ? 1 : get_num_threads());
        team.Run(share);
    }

    /// <summary>Takes over the weights of some chains, each thread a share.</summary>
    public void Load(int part, int parts, params ReadOnlySpan<FusedChain> chains)
    {
        foreach (FusedChain chain in chains) chain.Prepare(part, parts);
        team.Meet();
        foreach (FusedChain chain in chains) chain.Load(part, parts);
        team.Meet();
    }

    /// <summary>Sums up a chain's gradients, once all threads have gone back through it.</summary>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="biased">The rows that the biases' gradients are summed over, of each group.</param>
    /// <param name="targets">Where they go.</param>
    /// <param name="portion">Which rows they are.</param>
    /// <param name="ofLast">What gives the last weight's; null where it is summed up like the others.</param>
    public void SumGradients(int part, int parts, FusedChain chain, IReadOnlyList<IReadOnlyList<RowRange>> biased, FusedGradients targets, Portion portion, EulerGradient? ofLast = null)
    {
        team.Meet();
        chain.WeightGradients(targets, part, parts, portion, withLast: ofLast is null);
        chain.BiasGradients(biased, part, parts, portion);
        if (!portion.IsLast) return;
        team.Meet();
        chain.FinishGradients(targets, part, parts);
        if (ofLast is null) return;
        team.Meet();
        ofLast.Fill(targets, part, parts);
    }
}
