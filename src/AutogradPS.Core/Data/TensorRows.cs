using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Rows in memory: a CPU tensor [N, *RowShape] of numbers, or of bytes that stand for [-1, 1].</summary>
internal sealed class TensorRows : IRowStore
{
    private readonly Tensor data;

    /// <summary>Takes <paramref name="data"/> over: contiguous, on the CPU, outside any dispose scope.</summary>
    public TensorRows(Tensor data) => this.data = data;

    public long Count => data.shape[0];

    public long[] RowShape => data.shape[1..];

    public bool IsResident => true;

    public Tensor Read(ReadOnlySpan<long> rows, ScalarType dtype, Device device)
    {
        using Tensor picked = Pick(rows);
        return data.dtype == ScalarType.Byte
            ? Pixels.ToSigned(picked, dtype, device)
            : picked.to(dtype, device);
    }

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
        Span<byte> from = data.bytes, to = picked.bytes;
        int size = rows.IsEmpty ? 0 : to.Length / rows.Length;
        for (int i = 0; i < rows.Length; i++) from.Slice((int)rows[i] * size, size).CopyTo(to[(i * size)..]);
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
