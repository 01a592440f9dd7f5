using AutogradPS.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Data;

/// <summary>Batches that are picked where the rows lie: the CPU stands for the GPU here.</summary>
public sealed class DeviceReaderTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Batches_are_those_of_rows_in_the_hosts_memory(bool bytes, bool subset)
    {
        using IRowStore rows = Rows(11, bytes, subset);
        BatchOptions options = new() { BatchSize = 4, Seed = 3 };
        using RowReader expected = new(rows, options);
        using DeviceReader reader = DeviceReader.TryOpen(rows, options)!;
        foreach (long position in new long[] { 0, 1, 2, 3, 4, 5, 9, 2, 3 })
        {
            (expected.Position, reader.Position) = (position, position);
            using Tensor one = expected.Next(), other = reader.Next();
            Assert.Equal(one.data<float>().ToArray(), other.data<float>().ToArray());
            Assert.Equal(one.shape, other.shape);
        }
    }

    [Fact]
    public void Batches_outlive_the_reader_and_change_nothing_in_it()
    {
        using IRowStore rows = Rows(8, bytes: false, subset: false);
        BatchOptions options = new() { BatchSize = 8 };
        Tensor batch;
        using (DeviceReader reader = DeviceReader.TryOpen(rows, options)!)
        {
            batch = reader.Next();
            batch.zero_();
            reader.Position = 0;
            using Tensor again = reader.Next();
            Assert.Equal(28 * 3, again.sum().item<float>());
        }
        Assert.Equal(0, batch.sum().item<float>());
        batch.Dispose();
    }

    [Fact]
    public void A_set_that_lies_in_memory_is_read_on_the_device_that_asks_for_it()
    {
        using Tensor numbers = rand([6, 2]);
        using RowDataset set = RowDataset.FromTensor(numbers);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 2, Device = new Device("meta") });
        Assert.IsType<DeviceReader>(reader);
    }

    // Row i is [i, i, i].
    private static IRowStore Rows(long count, bool bytes, bool subset)
    {
        using Tensor numbers = arange(count, dtype: bytes ? ScalarType.Byte : ScalarType.Float32), column = numbers.reshape(-1, 1);
        TensorRows rows = new(column.expand(-1, 3).contiguous().DetachFromDisposeScope());
        return subset ? new SubsetRows(rows, [.. Enumerable.Range(0, (int)count).Where(i => i != 5).Select(i => (long)i)], ownsRows: true) : rows;
    }
}
