using AutogradPS.Data;
using AutogradPS.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Data;

public sealed class RowDatasetTests
{
    [Fact]
    public void An_epoch_holds_every_row_once_and_drops_the_incomplete_batch()
    {
        using Dataset set = Numbered(11);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 5, Seed = 1 });
        float[] first = [.. Draw(reader), .. Draw(reader)];
        float[] second = [.. Draw(reader), .. Draw(reader)];
        Assert.Equal(10, first.Distinct().Count());
        Assert.Equal(10, second.Distinct().Count());
        Assert.NotEqual(first, second);
        Assert.Equal(4, reader.Position);
    }

    [Fact]
    public void Over_many_epochs_every_row_is_seen()
    {
        using Dataset set = Numbered(11);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 5 });
        HashSet<float> seen = [.. Enumerable.Range(0, 40).SelectMany(_ => Draw(reader))];
        Assert.Equal(11, seen.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1001)]
    public void Seeking_equals_drawing_in_sequence(int position)
    {
        using Dataset set = Numbered(11);
        BatchOptions options = new() { BatchSize = 5, Seed = 4 };
        using IBatchReader sequential = set.Open(options);
        for (int i = 0; i < position; i++)
        {
            sequential.Next().Dispose();
        }

        using IBatchReader seeking = set.Open(options);
        seeking.Position = position + 3;
        seeking.Next().Dispose();
        seeking.Position = position;
        Assert.Equal(Draw(sequential), Draw(seeking));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_reader_reads_on_when_the_set_is_disposed(int heldOut)
    {
        using Tensor numbers = arange(22, dtype: ScalarType.Float32), rows = numbers.reshape(11, 2);
        BatchOptions options = new() { BatchSize = 4, Seed = 1 };
        using RowDataset kept = RowDataset.FromTensor(rows, heldOut: heldOut);
        using IBatchReader expected = kept.Open(options);
        IBatchReader reader;
        using (RowDataset set = RowDataset.FromTensor(rows, heldOut: heldOut)) reader = set.Open(options);
        for (int i = 0; i < 5; i++) Assert.Equal(Draw(expected), Draw(reader));
        reader.Dispose();
        Assert.Equal(4, kept.Open(options).Next().shape[0]); // the set is not its readers'
    }

    [Fact]
    public void A_batch_larger_than_the_set_is_refused_with_the_largest_possible()
    {
        using Dataset set = Numbered(11);
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => set.Open(new BatchOptions { BatchSize = 12 }));
        Assert.Equal("BatchSizeExceedsDataset", error.ErrorId);
        Assert.Contains("at most 11", error.Message, StringComparison.Ordinal);
        using IBatchReader whole = set.Open(new BatchOptions { BatchSize = 11 });
        Assert.Equal(11, Draw(whole).Distinct().Count());
    }

    [Fact]
    public void Held_out_rows_are_never_trained_on()
    {
        using RowDataset set = Numbered(20, heldOut: 6);
        Assert.Equal(14, set.Count);
        Assert.Equal("held-out rows (6 samples)", set.Evaluation);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 14 });
        using Tensor held = set.Sample(6, 1);
        float[] all = [.. Draw(reader), .. held.data<float>().ToArray()];
        Assert.Equal(20, all.Distinct().Count());
    }

    [Fact]
    public void Without_held_out_rows_the_set_says_that_it_samples_training_rows()
    {
        using RowDataset set = Numbered(5);
        Assert.False(set.HasHeldOut);
        Assert.Contains("training rows", set.Evaluation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void Holding_out_nothing_or_everything_is_refused(long heldOut) =>
        Assert.Equal("HeldOutInvalid", Assert.Throws<AutogradPSException>(() => Numbered(5, heldOut)).ErrorId);

    [Fact]
    public void Rows_are_copied_and_their_tensor_stays_the_callers()
    {
        using Tensor rows = zeros(4, 2, requires_grad: true);
        using RowDataset set = RowDataset.FromTensor(rows);
        using (no_grad())
        {
            rows.fill_(1);
        }

        using Tensor sample = set.Sample(4, 0);
        Assert.Equal(0, sample.abs().max().item<float>());
        Assert.False(sample.requires_grad);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused()
    {
        using Tensor rows = tensor(new float[,] { { 1, 2 }, { float.NaN, 3 } });
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => RowDataset.FromTensor(rows));
        Assert.Equal("DatasetNotFinite", error.ErrorId);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_found_however_late_they_come()
    {
        // Longer than what is looked at at once.
        using Tensor rows = zeros(3 << 20, 1);
        using (Tensor last = rows[-1]) last.fill_(float.NegativeInfinity);
        Assert.Equal("DatasetNotFinite", Assert.Throws<AutogradPSException>(() => RowDataset.FromTensor(rows)).ErrorId);
    }

    [Fact]
    public void Tensors_of_other_types_and_strides_are_joined_in_order()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor numbers = tensor(new double[,] { { 1, 3, 5 }, { 2, 4, 6 } }), flags = tensor(new[,] { { true, false } });
        using RowDataset set = MemoryRows.FromItems([numbers.t(), flags, tensor(new[,] { { 7, 8 } }, ScalarType.Int64)], "joined");
        Assert.Equal(5, set.Count);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 5 });
        float[][] drawn = [.. Draw(reader).Chunk(2).OrderBy(row => row[1])];
        Assert.Equal([[1, 0], [1, 2], [3, 4], [5, 6], [7, 8]], drawn);
        // The order of the rows is part of the data's identity.
        using RowDataset same = RowDataset.FromTensor(tensor(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 }, { 1, 0 }, { 7, 8 } }));
        Assert.Equal(same.Fingerprint, set.Fingerprint);
    }

    [Fact]
    public void A_complex_tensor_is_no_set() =>
        Assert.Equal("DatasetTypeInvalid", Assert.Throws<AutogradPSException>(() => MemoryRows.FromItems([zeros(2, 2, dtype: ScalarType.ComplexFloat32)], "complex")).ErrorId);

    [Fact]
    public void A_vector_or_an_empty_tensor_is_no_set()
    {
        using Tensor vector = zeros(3);
        using Tensor empty = zeros(0, 3);
        Assert.Equal("DatasetShapeInvalid", Assert.Throws<AutogradPSException>(() => RowDataset.FromTensor(vector)).ErrorId);
        Assert.Equal("DatasetShapeInvalid", Assert.Throws<AutogradPSException>(() => RowDataset.FromTensor(empty)).ErrorId);
    }

    [Fact]
    public void Drawing_leaves_no_tensor_behind()
    {
        using RowDataset set = Numbered(20);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 4 });
        LiveTensors.AssertFlat(() =>
        {
            reader.Next().Dispose();
            set.Sample(3, 1).Dispose();
        });
    }

    // Row i is (i).
    private static RowDataset Numbered(int count, long heldOut = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        return RowDataset.FromTensor(arange(count, dtype: ScalarType.Float32).unsqueeze(1), "numbers", heldOut);
    }

    private static float[] Draw(IBatchReader reader)
    {
        using Tensor batch = reader.Next();
        return batch.data<float>().ToArray();
    }
}
