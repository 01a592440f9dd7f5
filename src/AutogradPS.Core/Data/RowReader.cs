using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Batches of stored rows, read on the caller's thread.</summary>
internal sealed class RowReader(IRowStore rows, BatchOptions options) : IBatchReader
{
    private readonly EpochOrder order = new(rows.Count, options);
    private long position;

    public long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public Tensor Next()
    {
        Tensor batch = rows.Read(order.Rows(position), options.DType, options.Device);
        position++;
        return batch;
    }

    public void Dispose() => order.Dispose();
}
