using AutogradPS.Data;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_come_as_one_channel_in_minus_one_to_one(bool gzip)
    {
        using Dataset set = Open(IdxFixture.Images(5, 3, 2), gzip);
        Assert.Equal([1, 3, 2], set.SampleShape);
        Assert.Equal(5, set.Count);
        using Tensor all = set.Sample(5, 0);
        Assert.Equal([5, 1, 3, 2], all.shape);
        Assert.Equal(ScalarType.Float32, all.dtype);

        // Sampling shuffles the rows: compare as sets of rows.
        float[] flat = all.data<float>().ToArray();
        IEnumerable<string> actual = flat.Chunk(6).Select(row => string.Join(' ', row)).Order();
        IEnumerable<string> expected = Enumerable.Range(0, 30).Select(i => (IdxFixture.Pixel(i) / 127.5f) - 1).Chunk(6).Select(row => string.Join(' ', row)).Order();
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void The_extreme_bytes_are_exactly_minus_one_and_one()
    {
        byte[] file = IdxFixture.Images(1, 1, 2);
        file[^2] = 0;
        file[^1] = 255;
        using Dataset set = Open(file, gzip: false);
        using Tensor image = set.Sample(1, 0);
        Assert.Equal([-1f, 1f], image.data<float>().ToArray());
    }

    [Fact]
    public void A_compressed_file_has_the_fingerprint_of_the_plain_one()
    {
        using Dataset plain = Open(IdxFixture.Images(5, 3, 2), gzip: false);
        using Dataset packed = Open(IdxFixture.Images(5, 3, 2), gzip: true);
        byte[] other = IdxFixture.Images(5, 3, 2);
        other[^1] ^= 1;
        using Dataset changed = Open(other, gzip: false);
        Assert.Equal(plain.Fingerprint, packed.Fingerprint);
        Assert.NotEqual(plain.Fingerprint, changed.Fingerprint);
    }

    [Fact]
    public void A_set_read_in_pieces_gives_the_batches_of_one_in_memory()
    {
        string path = Write(IdxFixture.Images(50, 4, 3), "images");
        using Dataset resident = DatasetFiles.Open(path);
        using Dataset streamed = DatasetFiles.Open(path, new DatasetOptions { MemoryLimit = 0 });
        Assert.Equal(resident.Fingerprint, streamed.Fingerprint);
        BatchOptions options = new() { BatchSize = 8, Seed = 3 };
        using IBatchReader a = resident.Open(options);
        using IBatchReader b = streamed.Open(options);
        for (int i = 0; i < 20; i++)
        {
            using Tensor expected = a.Next();
            using Tensor actual = b.Next();
            Assert.True(actual.allclose(expected, 0, 0));
        }
    }

    [Fact]
    public void A_compressed_set_beyond_the_memory_limit_says_to_unpack_it()
    {
        string path = Write(IdxFixture.Gzip(IdxFixture.Images(50, 4, 3)), "images.gz");
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(path, new DatasetOptions { MemoryLimit = 100 }));
        Assert.Equal("DatasetTooLarge", error.ErrorId);
        Assert.Contains("gunzip", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IdxMagicInvalid", new byte[] { 0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10 })]
    [InlineData("IdxMagicInvalid", new byte[] { 0, 0, 8, 9, 0, 0, 0, 1 })]
    [InlineData("IdxTypeUnsupported", new byte[] { 0, 0, 0x0D, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0 })]
    [InlineData("IdxTruncated", new byte[] { })]
    [InlineData("IdxTruncated", new byte[] { 0, 0, 8, 3, 0, 0 })]
    [InlineData("IdxTruncated", new byte[] { 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7 })]
    [InlineData("IdxSizeMismatch", new byte[] { 0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7, 8 })]
    [InlineData("IdxShapeInvalid", new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 7 })]
    [InlineData("IdxShapeInvalid", new byte[] { 0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1 })]
    [InlineData("IdxShapeInvalid", new byte[] { 0, 0, 8, 3, 0, 0, 0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 7 })]
    [InlineData("IdxTruncated", new byte[] { 0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 64, 0, 0, 0, 64, 0, 7 })]
    public void A_malformed_file_is_a_typed_error_plain_and_compressed(string errorId, byte[] bytes)
    {
        foreach (bool gzip in (bool[])[false, true])
        {
            AutogradPSException error = Assert.Throws<AutogradPSException>(() => Open(bytes, gzip));
            Assert.Equal((errorId, ErrorKind.InvalidData), (error.ErrorId, error.Kind));
        }
    }

    [Fact]
    public void Every_truncation_is_a_typed_error()
    {
        byte[] plain = IdxFixture.Images(4, 5, 5);
        byte[] packed = IdxFixture.Gzip(plain);
        foreach (byte[] whole in (byte[][])[plain, packed])
        {
            for (int length = 0; length < whole.Length; length++)
            {
                string path = Write(whole[..length], "cut");
                AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(path));
                Assert.Contains(error.ErrorId, (string[])["IdxTruncated", "GzipDamaged", "IdxMagicInvalid"]);
            }
        }
    }

    [Fact]
    public void Random_damage_is_a_typed_error_or_changes_pixels_only()
    {
        byte[] plain = IdxFixture.Images(4, 5, 5);
        byte[] packed = IdxFixture.Gzip(plain);
        Random random = new(1);
        int refused = 0;
        for (int trial = 0; trial < 600; trial++)
        {
            byte[] bytes = [.. trial % 2 == 0 ? plain : packed];
            for (int i = 0; i <= trial % 3; i++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            string path = Write(bytes, "damaged");
            try
            {
                using Dataset set = DatasetFiles.Open(path);
                Assert.Equal(plain.Length - 16, set.Count * set.SampleShape.Aggregate(1L, (product, size) => product * size));
            }
            catch (AutogradPSException error)
            {
                refused++;
                Assert.Matches("^(Idx|Gzip|DatasetTooLarge)", error.ErrorId);
            }
        }

        Assert.InRange(refused, 100, 590);
    }

    [Fact]
    public void A_folder_gives_training_and_test_images()
    {
        Write(IdxFixture.Gzip(IdxFixture.Images(6, 2, 2)), "train-images-idx3-ubyte.gz");
        Write(IdxFixture.Labels(6), "train-labels-idx1-ubyte");
        Write(IdxFixture.Images(3, 2, 2), "t10k-images.idx3-ubyte");
        using RowDataset set = (RowDataset)DatasetFiles.Open(folder.Path);
        Assert.Equal(6, set.Count);
        Assert.Equal("test split (3 samples)", set.Evaluation);
        using Tensor test = set.Sample(3, 0);
        Assert.Equal(3, test.shape[0]);
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => set.Sample(4, 0));
        Assert.Equal("SampleExceedsDataset", error.ErrorId);
    }

    [Fact]
    public void Labels_that_do_not_belong_to_the_images_are_refused()
    {
        Write(IdxFixture.Images(6, 2, 2), "train-images-idx3-ubyte");
        Write(IdxFixture.Gzip(IdxFixture.Labels(5)), "train-labels-idx1-ubyte.gz");
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(folder.Path));
        Assert.Equal("IdxLabelMismatch", error.ErrorId);
    }

    [Fact]
    public void Test_images_of_another_size_are_refused()
    {
        Write(IdxFixture.Images(6, 2, 2), "train-images-idx3-ubyte");
        Write(IdxFixture.Images(6, 2, 3), "t10k-images-idx3-ubyte");
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(folder.Path));
        Assert.Equal("DatasetShapeMismatch", error.ErrorId);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_an_error_of_the_next_batch()
    {
        string path = Write(IdxFixture.Images(50, 4, 3), "images");
        using Dataset set = DatasetFiles.Open(path, new DatasetOptions { MemoryLimit = 0 });
        File.WriteAllBytes(path, [0]);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 8 });
        Assert.Equal("DatasetChanged", Assert.Throws<AutogradPSException>(reader.Next).ErrorId);
        Assert.Equal("DatasetChanged", Assert.Throws<AutogradPSException>(reader.Next).ErrorId);
    }

    [Fact]
    public void A_missing_path_is_named()
    {
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(folder.File("nothing")));
        Assert.Equal(("DatasetNotFound", ErrorKind.ObjectNotFound), (error.ErrorId, error.Kind));
    }

    private Dataset Open(byte[] bytes, bool gzip) => DatasetFiles.Open(Write(gzip ? IdxFixture.Gzip(bytes) : bytes, gzip ? "file.gz" : "file"));

    private string Write(byte[] bytes, string name)
    {
        string path = folder.File(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
