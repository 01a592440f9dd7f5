using System.Runtime.InteropServices;
using System.Security.Cryptography;
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
        return rows.Read(Mapped(positions), dtype, device);
    }

    public IRowStore Share()
    {
        IRowStore shared = rows.Share();
        return ReferenceEquals(shared, rows) ? this : new SubsetRows(shared, chosen, ownsRows: true);
    }

    public Tensor? Stored(long[]? positions, Device device) => rows.Stored(positions is null ? chosen : Mapped(positions), device);

    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendText(rows.Fingerprint());
        hash.AppendData(MemoryMarshal.AsBytes<long>(chosen));
        return DataHash.Finish(hash);
    }

    private long[] Mapped(ReadOnlySpan<long> positions)
    {
        long[] mapped = new long[positions.Length];
        for (int i = 0; i < mapped.Length; i++)
        {
            mapped[i] = chosen[positions[i]];
        }

        return mapped;
    }

    public void Dispose()
    {
        if (ownsRows)
        {
            rows.Dispose();
        }
    }
}
