using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Batches of rows that lie on a GPU as they are stored: picked and converted there. The host waits for the device once an epoch, to hand its order over.</summary>
internal sealed class DeviceReader : IBatchReader
{
    // What is larger stays in the host's memory: the networks need the device's too.
    private const long MostBytes = 2L << 30;

    private readonly Tensor rows;
    private readonly BatchOptions options;
    private readonly EpochOrder order;
    private Tensor? placedOrder;
    private long placedEpoch = -1, position;

    private DeviceReader(Tensor rows, BatchOptions options)
    {
        (this.rows, this.options) = (rows, options);
        order = new EpochOrder(rows.shape[0], options);
    }

    /// <summary>The reader, or null where the rows do not lie in memory or are too large.</summary>
    public static DeviceReader? TryOpen(IRowStore store, BatchOptions options)
    {
        if (!store.IsResident || store.Count * store.RowShape.Aggregate(1L, (product, size) => product * size) > MostBytes / options.DType.ElementSize()) return null;
        return store.Stored(null, options.Device) is { } rows ? new DeviceReader(rows.DetachFromDisposeScope(), options) : null;
    }

    public long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public Tensor Next()
    {
        (long epoch, long first) = order.Find(position);
        if (epoch != placedEpoch)
        {
            placedOrder?.Dispose();
            placedOrder = tensor(order.Order, device: options.Device).DetachFromDisposeScope();
            placedEpoch = epoch;
        }
        using Tensor chosen = placedOrder!.narrow(0, first, options.BatchSize), picked = rows.index_select(0, chosen);
        position++;
        return TensorRows.Convert(picked, options.DType, options.Device);
    }

    public void Dispose()
    {
        order.Dispose();
        placedOrder?.Dispose();
        rows.Dispose();
    }
}
