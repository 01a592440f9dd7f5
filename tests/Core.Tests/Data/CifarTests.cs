using AutogradPS.Data;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Data;

public sealed class CifarTests : IDisposable
{
    private const int Record = 3073;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_planes_of_a_record_are_red_green_and_blue_without_its_label()
    {
        byte[] record = new byte[Record];
        record[0] = 9;
        record.AsSpan(1, 1024).Fill(255);
        record.AsSpan(1 + 1024, 1024).Fill(51);
        Write("one.bin", record);
        using Dataset set = DatasetFiles.Open(folder.File("one.bin"));
        using Tensor image = set.Sample(1, 0);
        Assert.Equal([1, 3, 32, 32], image.shape);
        using Tensor planes = image.view(3, 1024);
        Assert.All(planes[0].data<float>().ToArray(), value => Assert.Equal(1, value));
        Assert.All(planes[1].data<float>().ToArray(), value => Assert.Equal(-0.6f, value, 1e-6f));
        Assert.All(planes[2].data<float>().ToArray(), value => Assert.Equal(-1, value));
    }

    [Fact]
    public void A_folder_joins_five_files_and_samples_the_test_file()
    {
        WriteFolder();
        using Dataset set = DatasetFiles.Open(folder.Path);
        Assert.Equal(10, set.Count);
        Assert.Equal("test split (3 samples)", set.Evaluation);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 10 });
        using Tensor batch = reader.Next();

        // Record r of file f is filled with 10 f + r.
        Assert.Equal([10, 11, 20, 21, 30, 31, 40, 41, 50, 51], FirstBytes(batch));
    }

    [Fact]
    public void Read_in_pieces_it_gives_the_same_batches()
    {
        WriteFolder();
        using Dataset resident = DatasetFiles.Open(folder.Path);
        using Dataset streamed = DatasetFiles.Open(folder.Path, new DatasetOptions { MemoryLimit = 0 });
        using IBatchReader a = resident.Open(new BatchOptions { BatchSize = 4, Seed = 2 });
        using IBatchReader b = streamed.Open(new BatchOptions { BatchSize = 4, Seed = 2 });
        for (int i = 0; i < 6; i++)
        {
            using Tensor expected = a.Next();
            using Tensor actual = b.Next();
            Assert.True(actual.allclose(expected, 0, 0));
        }

        Assert.Equal(resident.Fingerprint, streamed.Fingerprint);
    }

    [Fact]
    public void A_missing_training_file_is_named()
    {
        WriteFolder();
        File.Delete(folder.File("data_batch_4.bin"));
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(folder.Path));
        Assert.Equal("CifarIncomplete", error.ErrorId);
        Assert.Contains("data_batch_4.bin", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3072)]
    [InlineData((2 * Record) - 1)]
    public void A_length_of_no_whole_records_is_refused(int length)
    {
        Write("bad.bin", new byte[length]);
        Assert.Equal("CifarSizeMismatch", Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(folder.File("bad.bin"))).ErrorId);
    }

    [Fact]
    public void A_label_above_nine_is_refused()
    {
        byte[] records = new byte[2 * Record];
        records[Record] = 10;
        Write("bad.bin", records);
        Assert.Equal("CifarLabelInvalid", Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(folder.File("bad.bin"))).ErrorId);
    }

    private static int[] FirstBytes(Tensor batch) =>
        [.. batch.data<float>().ToArray().Chunk(3072).Select(image => (int)Math.Round((image[0] + 1) * 127.5)).Order()];

    private void WriteFolder()
    {
        for (int file = 1; file <= 5; file++)
        {
            Write($"data_batch_{file}.bin", [.. Filled(10 * file), .. Filled((10 * file) + 1)]);
        }

        Write("test_batch.bin", [.. Filled(100), .. Filled(101), .. Filled(102)]);
    }

    private static byte[] Filled(int value)
    {
        byte[] record = new byte[Record];
        Array.Fill(record, (byte)value);
        record[0] = 1;
        return record;
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(folder.File(name), bytes);
}
