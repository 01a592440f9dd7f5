using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AutogradPS.Numerics;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Rows in memory: a CPU tensor [N, *RowShape] of numbers, or of bytes that stand for [-1, 1].</summary>
internal sealed class TensorRows : IRowStore
{
    // Below this many bytes of a batch, waking a second thread costs more than it does.
    private const long ManyBytes = 64 << 10;

    private readonly Tensor data;

    /// <summary>Takes <paramref name="data"/> over: contiguous, on the CPU, outside any dispose scope.</summary>
    public TensorRows(Tensor data) => (this.data, Count, RowShape) = (data, data.shape[0], data.shape[1..]);

    public long Count { get; }

    public long[] RowShape { get; }

    public bool IsResident => true;

    public Tensor Read(ReadOnlySpan<long> rows, ScalarType dtype, Device device)
    {
        using Tensor picked = Pick(rows);
        return Convert(picked, dtype, device);
    }

    public IRowStore Share() => new TensorRows(data.alias().DetachFromDisposeScope());

    public Tensor Stored(long[]? rows, Device device)
    {
        if (rows is null) return data.to(data.dtype, device, copy: true);
        using Tensor picked = Pick(rows);
        return picked.to(data.dtype, device);
    }

    /// <summary>Rows as networks see them: bytes stand for [-1, 1].</summary>
    public static Tensor Convert(Tensor stored, ScalarType dtype, Device device) =>
        stored.dtype == ScalarType.Byte ? Pixels.ToSigned(stored, dtype, device) : stored.to(dtype, device);

    // libtorch's index_select would start its own threads for a batch.
    private Tensor Pick(ReadOnlySpan<long> rows)
    {
        if (data.numel() * data.ElementSize > int.MaxValue) // more than a span holds
        {
            using Tensor index = empty([rows.Length], dtype: ScalarType.Int64);
            MemoryMarshal.AsBytes(rows).CopyTo(index.bytes);
            return data.index_select(0, index);
        }
        Tensor picked = empty([rows.Length, .. RowShape], dtype: data.dtype);
        if (rows.IsEmpty) return picked;
        long[] chosen = rows.ToArray();
        WorkerTeam.OfSize(picked.NumberOfElements * picked.ElementSize < ManyBytes ? 1 : get_num_threads()).Run((part, parts) =>
        {
            Span<byte> from = data.bytes, to = picked.bytes;
            int size = to.Length / chosen.Length, first = (int)((long)chosen.Length * part / parts), last = (int)((long)chosen.Length * (part + 1) / parts);
            for (int i = first; i < last; i++) from.Slice((int)chosen[i] * size, size).CopyTo(to[(i * size)..]);
        });
        return picked;
    }

    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendText($"{data.dtype} [{string.Join(", ", data.shape)}]");
        foreach (Tensor block in Blocks(data))
        {
            hash.AppendData(block.bytes);
        }

        return DataHash.Finish(hash);
    }

    public void Dispose() => data.Dispose();

    /// <summary>Views of consecutive rows, a few MiB each (a span cannot hold more than 2 GiB). Each lives until the next.</summary>
    public static IEnumerable<Tensor> Blocks(Tensor data)
    {
        long count = data.shape[0];
        long rowBytes = Math.Max(1, data.numel() / Math.Max(1, count) * data.ElementSize);
        long step = Math.Max(1, (4L << 20) / rowBytes);
        for (long start = 0; start < count; start += step)
        {
            using Tensor block = data.narrow(0, start, Math.Min(step, count - start));
            yield return block;
        }
    }
}
