using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>The rows of a finite set, read by number.</summary>
internal interface IRowStore : IDisposable
{
    /// <summary>The number of rows.</summary>
    long Count { get; }

    /// <summary>The shape of one row.</summary>
    long[] RowShape { get; }

    /// <summary>Whether the rows lie in memory, so that reading them ahead gains nothing.</summary>
    bool IsResident { get; }

    /// <summary>Reads rows into a new tensor, [rows, *RowShape]; bytes become [-1, 1].</summary>
    Tensor Read(ReadOnlySpan<long> rows, ScalarType dtype, Device device);

    /// <summary>The same rows for a reader of its own, which may outlive these: in the same memory, or this store where what is read outlives nothing.</summary>
    IRowStore Share();

    /// <summary>Rows as they are stored, in a new tensor on a device; null where they do not lie in memory.</summary>
    /// <param name="rows">Which rows; null for all.</param>
    /// <param name="device">Where they go.</param>
    Tensor? Stored(long[]? rows, Device device);

    /// <summary>A hash of all rows in order.</summary>
    string Fingerprint();
}
