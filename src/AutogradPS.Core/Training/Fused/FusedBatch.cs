using AutogradPS.Numerics;

namespace AutogradPS.Training.Fused;

/// <summary>A critic step's samples in groups, the order in which a chain takes them, and what it finds out of them one portion after the other.</summary>
/// <remarks>
/// Samples of few coordinates are taken in an order in which neighbours lie near each other, each group in its own: so ReLU's zeros come together, and products leave
/// them out (<see cref="LiveDepths"/>).
/// </remarks>
internal sealed unsafe class FusedBatch
{
    /// <summary>The groups.</summary>
    public const int Fake = 0, Real = 1, Between = 2;

    private readonly Matrix[] samples;
    private readonly int[]?[] orders;

    /// <param name="generated">[n, sample].</param>
    /// <param name="real">[n, sample].</param>
    /// <param name="epsilon">Of each point between the samples, how near it is to the real one; none without a penalty.</param>
    /// <param name="between">Memory for those points, where the samples are to be taken in an order; null otherwise.</param>
    /// <param name="withSlopes">Whether the slopes at the samples are wanted.</param>
    public FusedBatch(Matrix generated, Matrix real, float[] epsilon, Matrix? between, bool withSlopes)
    {
        Epsilon = epsilon;
        IsOrdered = between is not null;
        samples = between is { } points && epsilon.Length > 0 ? [generated, real, points] : [generated, real];
        orders = new int[]?[Between + 1];
        Norms = [withSlopes ? new float[Size] : [], withSlopes ? new float[Size] : [], new float[epsilon.Length]];
    }

    /// <summary>Samples of a group.</summary>
    public int Size => samples[Fake].Rows;

    /// <summary>Whether the samples are taken in an order, and those between them are known.</summary>
    public bool IsOrdered { get; }

    /// <summary>Of each point between the samples, how near it is to the real one.</summary>
    public float[] Epsilon { get; }

    /// <summary>Of each group, the norms of the critic's gradients; none where they are not wanted.</summary>
    public float[][] Norms { get; }

    /// <summary>Of each group that has scores, their sum.</summary>
    public double[] Scores { get; } = new double[2];

    /// <summary>Finds a share of the orders; all shares before the first <see cref="Take"/>.</summary>
    public void Prepare(int part, int parts)
    {
        if (!IsOrdered) return;
        for (int group = part; group < samples.Length; group += parts)
        {
            if (group == Between) Interpolate();
            orders[group] = HilbertCurve.Order(samples[group]);
        }
    }

    /// <summary>The sample that is taken at a position.</summary>
    public int SampleAt(int group, int position) => orders[group] is { } order ? order[position] : position;

    /// <summary>The samples at some positions go into a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="group">Of which group.</param>
    /// <param name="first">The position of the chain's first sample.</param>
    /// <param name="layout">Where the chain has them.</param>
    /// <param name="share">Which of the chain's.</param>
    public void Take(FusedChain chain, int group, int first, SampleRows layout, (int First, int Last) share)
    {
        for (int sample = share.First; sample < share.Last; sample++) chain.Take(samples[group].Row(SampleAt(group, first + sample)), layout.Of(group, sample));
    }

    // epsilon real + (1 - epsilon) generated.
    private void Interpolate()
    {
        for (int sample = 0; sample < Size; sample++)
        {
            float* from = samples[Fake].Row(sample), to = samples[Real].Row(sample), point = samples[Between].Row(sample);
            for (int i = 0; i < samples[Between].Columns; i++) point[i] = MathF.FusedMultiplyAdd(Epsilon[sample], to[i] - from[i], from[i]);
        }
    }
}
