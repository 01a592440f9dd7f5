using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Rows of pixel bytes that are read from storage when a batch needs them.</summary>
internal abstract class ByteRows(long count, long[] rowShape) : IRowStore
{
    public long Count { get; } = count;

    public long[] RowShape { get; } = rowShape;

    public bool IsResident => false;

    /// <summary>The bytes of a row.</summary>
    protected int RowBytes { get; } = checked((int)rowShape.Aggregate(1L, (product, size) => product * size));

    /// <summary>How many rows are worth reading at once.</summary>
    protected virtual int Parallelism => 1;

    public Tensor Read(ReadOnlySpan<long> rows, ScalarType dtype, Device device)
    {
        using Tensor bytes = ReadBytes(rows);
        return Pixels.ToSigned(bytes, dtype, device);
    }

    // A file that is closed is an error of the next read, and nothing else.
    public IRowStore Share() => this;

    public Tensor? Stored(long[]? rows, Device device) => null;

    public abstract string Fingerprint();

    public virtual void Dispose()
    {
    }

    /// <summary>Reads one row, in channels-first order.</summary>
    protected abstract void ReadRow(long row, Span<byte> destination);

    /// <summary>The rows as bytes, [rows, *RowShape].</summary>
    protected Tensor ReadBytes(ReadOnlySpan<long> rows)
    {
        Tensor batch = empty([rows.Length, .. RowShape], dtype: ScalarType.Byte);
        try
        {
            Fill(batch, rows);
            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private void Fill(Tensor batch, ReadOnlySpan<long> rows)
    {
        if (Parallelism == 1)
        {
            Span<byte> bytes = batch.bytes;
            for (int i = 0; i < rows.Length; i++)
            {
                ReadRow(rows[i], bytes.Slice(i * RowBytes, RowBytes));
            }

            return;
        }

        long[] numbers = rows.ToArray();
        try
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = Parallelism };
            Parallel.For(0, numbers.Length, options, i => ReadRow(numbers[i], batch.bytes.Slice(i * RowBytes, RowBytes)));
        }
        catch (AggregateException error)
        {
            // Several rows may fail at once; the user mends one at a time.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.Flatten().InnerExceptions[0]);
        }
    }
}
