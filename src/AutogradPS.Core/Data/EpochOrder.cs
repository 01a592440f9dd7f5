using AutogradPS.Tensors;

namespace AutogradPS.Data;

/// <summary>Which rows make up batch k: every epoch is a fresh permutation, its incomplete last batch is dropped.</summary>
internal sealed class EpochOrder(long count, BatchOptions options) : IDisposable
{
    private readonly RandomStream stream = new(options.Seed, "data");
    private long epoch = -1;
    private long[] order = [];

    /// <summary>The rows of batch <paramref name="position"/>, a function of (seed, position) alone.</summary>
    public ReadOnlySpan<long> Rows(long position)
    {
        (_, long first) = Find(position);
        return order.AsSpan(checked((int)first), (int)options.BatchSize);
    }

    /// <summary>Goes to the epoch of batch <paramref name="position"/>: its number, and where the batch begins in its <see cref="Order"/>.</summary>
    public (long Epoch, long First) Find(long position)
    {
        (long wanted, long batch) = Math.DivRem(position, count / options.BatchSize);
        if (wanted != epoch)
        {
            order = stream.Permutation(wanted, count);
            epoch = wanted;
        }

        return (epoch, batch * options.BatchSize);
    }

    /// <summary>All rows in the order of the epoch that was found last.</summary>
    public long[] Order => order;

    public void Dispose() => stream.Dispose();
}
