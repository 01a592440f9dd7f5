using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Batches of stored rows, read on the caller's thread. They stay readable when the store is disposed: a training may go on in the background.</summary>
internal sealed class RowReader(IRowStore store, BatchOptions options) : IBatchReader
{
    private readonly IRowStore rows = store.Share();
    private readonly EpochOrder order = new(store.Count, options);
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

    public void Dispose()
    {
        order.Dispose();
        if (!ReferenceEquals(rows, store)) rows.Dispose();
    }
}
