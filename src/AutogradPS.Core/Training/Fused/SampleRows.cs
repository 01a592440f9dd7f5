using AutogradPS.Numerics;

namespace AutogradPS.Training.Fused;

/// <summary>
/// Where the samples of a step lie: in blocks of eight samples, of each block first the rows of one group (generated), then those of the next
/// (real, between). So a thread's rows lie together, and they lie the same for any number of threads.
/// </summary>
/// <param name="Samples">Samples of a group.</param>
/// <param name="Groups">How many groups there are.</param>
internal readonly record struct SampleRows(int Samples, int Groups)
{
    private const int Block = ProductKernel.Height;

    /// <summary>All rows.</summary>
    public int Count => Samples * Groups;

    /// <summary>The row of a sample.</summary>
    public int Of(int group, int sample)
    {
        int block = sample / Block * Block;
        return (block * Groups) + (group * Math.Min(Block, Samples - block)) + sample - block;
    }

    /// <summary>A thread's samples: first, and after the last.</summary>
    public (int First, int Last) Share(int part, int parts)
    {
        int blocks = (Samples + Block - 1) / Block;
        return ((int)((long)blocks * part / parts) * Block, Math.Min(Samples, (int)((long)blocks * (part + 1) / parts) * Block));
    }

    /// <summary>The rows of all groups of a share.</summary>
    public RowRange All((int First, int Last) share) => new(share.First * Groups, share.Last * Groups);

    /// <summary>The rows of one group of a share, or of some groups that follow each other.</summary>
    public IEnumerable<RowRange> Only(int group, (int First, int Last) share, int groups = 1)
    {
        int whole = share.First + ((share.Last - share.First) / Block * Block);
        if (whole > share.First) yield return new RowRange(Of(group, share.First), whole * Groups, Block * Groups, Block * groups);
        if (whole < share.Last) yield return new RowRange(Of(group, whole), Of(group + groups - 1, share.Last - 1) + 1);
    }

    /// <summary>The rows of each of the first groups, of all samples.</summary>
    public IReadOnlyList<IReadOnlyList<RowRange>> OfEach(int groups)
    {
        SampleRows own = this;
        return [.. Enumerable.Range(0, groups).Select(group => (IReadOnlyList<RowRange>)[.. own.Only(group, (0, own.Samples))])];
    }
}
