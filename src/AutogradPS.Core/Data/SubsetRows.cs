using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Some rows of another store; training and held-out rows are two subsets of one.</summary>
internal sealed class SubsetRows(IRowStore rows, long[] chosen, bool ownsRows) : IRowStore
{
    public long Count => chosen.LongLength;

    public long[] RowShape => rows.RowShape;

    public bool IsResident => rows.IsResident;

    public Tensor Read(ReadOnlySpan<long> positions, ScalarType dtype, Device device)
    {
        long[] mapped = new long[positions.Length];
        for (int i = 0; i < mapped.Length; i++)
        {
            mapped[i] = chosen[positions[i]];
        }

        return rows.Read(mapped, dtype, device);
    }

    public Tensor? All(Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        return rows.All(device)?.index_select(0, tensor(chosen, device: device)).MoveToOuterDisposeScope();
    }

    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendText(rows.Fingerprint());
        hash.AppendData(MemoryMarshal.AsBytes<long>(chosen));
        return DataHash.Finish(hash);
    }

    public void Dispose()
    {
        if (ownsRows)
        {
            rows.Dispose();
        }
    }
}
