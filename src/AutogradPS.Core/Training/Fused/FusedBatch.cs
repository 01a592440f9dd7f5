using AutogradPS.Numerics;

namespace AutogradPS.Training.Fused;

/// <summary>A critic step's samples in groups, each in its own order, and what a chain finds out of them one portion after the other.</summary>
internal sealed unsafe class FusedBatch
{
    /// <summary>The groups.</summary>
    public const int Fake = 0, Real = 1, Between = 2;

    private readonly FusedLayers layers;
    private readonly OrderedSamples[] groups;

    /// <param name="layers">The critic's.</param>
    /// <param name="generated">[n, sample].</param>
    /// <param name="real">[n, sample].</param>
    /// <param name="epsilon">Of each point between the samples, how near it is to the real one; none without a penalty.</param>
    /// <param name="between">Memory for those points, where there is a penalty and the critic wants an order; null otherwise.</param>
    /// <param name="withSlopes">Whether the slopes at the samples are wanted.</param>
    public FusedBatch(FusedLayers layers, Matrix generated, Matrix real, float[] epsilon, Matrix? between, bool withSlopes)
    {
        (this.layers, Epsilon) = (layers, epsilon);
        Matrix[] known = between is { } points ? [generated, real, points] : [generated, real];
        groups = Array.ConvertAll(known, samples => new OrderedSamples(samples, null));
        Norms = [withSlopes ? new float[Size] : [], withSlopes ? new float[Size] : [], new float[epsilon.Length]];
    }

    /// <summary>Samples of a group.</summary>
    public int Size => groups[Fake].Samples.Rows;

    /// <summary>How many groups have samples; the rest is interpolated behind the first layer.</summary>
    public int Known => groups.Length;

    /// <summary>Of each point between the samples, how near it is to the real one.</summary>
    public float[] Epsilon { get; }

    /// <summary>Of each group, the norms of the critic's gradients; none where they are not wanted.</summary>
    public float[][] Norms { get; }

    /// <summary>Of each group that has scores, their sum.</summary>
    public double[] Scores { get; } = new double[2];

    /// <summary>Finds a share of the orders; all shares before the first sample is taken.</summary>
    public void Prepare(int part, int parts)
    {
        for (int group = part; group < groups.Length; group += parts)
        {
            if (group == Between) Interpolate();
            groups[group] = OrderedSamples.For(layers, groups[group].Samples);
        }
    }

    /// <summary>The sample that is taken at a position.</summary>
    public int SampleAt(int group, int position) => group < Known ? groups[group].At(position) : position;

    /// <summary>The samples at some positions go into a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="group">Of which group.</param>
    /// <param name="first">The position of the chain's first sample.</param>
    /// <param name="layout">Where the chain has them.</param>
    /// <param name="share">Which of the chain's.</param>
    public void Take(FusedChain chain, int group, int first, SampleRows layout, (int First, int Last) share)
    {
        for (int sample = share.First; sample < share.Last; sample++) chain.Take(groups[group].Row(first + sample), layout.Of(group, sample));
    }

    // epsilon real + (1 - epsilon) generated: value by value, as tensors' rows have no padding.
    private void Interpolate()
    {
        Matrix generated = groups[Fake].Samples, real = groups[Real].Samples, between = groups[Between].Samples;
        for (int sample = 0; sample < Size; sample++)
        {
            float* from = generated.Row(sample), to = real.Row(sample), point = between.Row(sample);
            for (int i = 0; i < between.Columns; i++) point[i] = MathF.FusedMultiplyAdd(Epsilon[sample], to[i] - from[i], from[i]);
        }
    }
}
