using AutogradPS.Data;
using AutogradPS.Errors;
using SkiaSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Colours_come_as_planes_in_minus_one_to_one()
    {
        Save("a.png", 3, 2, (x, y) => new SKColor((byte)(100 * x), (byte)(200 * y), 51));
        using Dataset set = DatasetFiles.Open(folder.Path);
        Assert.Equal([3, 2, 3], set.SampleShape);
        using Tensor image = set.Sample(1, 0);
        float[] bytes = [.. image.data<float>().ToArray().Select(value => MathF.Round((value + 1) * 127.5f))];
        Assert.Equal([0, 100, 200, 0, 100, 200, 0, 0, 0, 200, 200, 200, 51, 51, 51, 51, 51, 51], bytes);
    }

    [Fact]
    public void Grayscale_is_the_luminance_of_Rec_601()
    {
        Save("a.png", 3, 1, (x, _) => x == 0 ? SKColors.Red : x == 1 ? new SKColor(0, 255, 0) : SKColors.Blue);
        using Dataset set = DatasetFiles.Open(folder.Path, new DatasetOptions { Grayscale = true });
        using Tensor image = set.Sample(1, 0);
        Assert.Equal([1, 1, 1, 3], image.shape);
        float[] grey = [.. image.data<float>().ToArray().Select(value => (value + 1) / 2)];
        Assert.Equal(0.299f, grey[0], 0.002f);
        Assert.Equal(0.587f, grey[1], 0.002f);
        Assert.Equal(0.114f, grey[2], 0.002f);
    }

    [Fact]
    public void An_image_size_takes_the_central_square_and_averages_its_pixels()
    {
        // Left and right thirds are red; the central square is a fine chequerboard, which averages to grey.
        Save("wide.png", 96, 32, (x, y) => x is < 32 or >= 64 ? SKColors.Red : (x + y) % 2 == 0 ? SKColors.White : SKColors.Black);
        using Dataset set = DatasetFiles.Open(folder.Path, new DatasetOptions { ImageSize = 8 });
        Assert.Equal([3, 8, 8], set.SampleShape);
        using Tensor image = set.Sample(1, 0);
        using Tensor inner = image[TensorIndex.Ellipsis, 1..7, 1..7];
        Assert.InRange(inner.max().item<float>(), -0.1f, 0.1f);
        Assert.InRange(inner.min().item<float>(), -0.1f, 0.1f);
    }

    [Fact]
    public void A_photograph_stored_sideways_is_turned_upright()
    {
        byte[] jpeg = Encode(32, 16, (x, _) => x < 16 ? SKColors.White : SKColors.Black, SKEncodedImageFormat.Jpeg);
        File.WriteAllBytes(folder.File("photo.jpg"), ExifFixture.WithOrientation(jpeg, 6));
        using Dataset set = DatasetFiles.Open(folder.Path);
        Assert.Equal([3, 32, 16], set.SampleShape);
        using Tensor image = set.Sample(1, 0);

        // Orientation 6 turns a quarter to the right: what was left comes on top.
        Assert.InRange(image[0, 0, 2, 8].item<float>(), 0.9f, 1f);
        Assert.InRange(image[0, 0, 29, 8].item<float>(), -1f, -0.9f);
    }

    [Fact]
    public void Subfolders_count_and_other_files_do_not()
    {
        Directory.CreateDirectory(folder.File("cats"));
        Save("cats/a.PNG", 4, 4, (_, _) => SKColors.White);
        Save("b.png", 4, 4, (_, _) => SKColors.White);
        File.WriteAllText(folder.File("labels.txt"), "white");
        using Dataset set = DatasetFiles.Open(folder.Path);
        Assert.Equal(2, set.Count);
    }

    [Fact]
    public void Images_of_several_sizes_need_an_image_size()
    {
        Save("a.png", 4, 4, (_, _) => SKColors.White);
        Save("b.png", 5, 4, (_, _) => SKColors.White);
        using Dataset mixed = DatasetFiles.Open(folder.Path);
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => mixed.Sample(2, 0));
        Assert.Equal("ImageSizeMismatch", error.ErrorId);
        Assert.Contains("b.png", error.Message, StringComparison.Ordinal);
        using Dataset resized = DatasetFiles.Open(folder.Path, new DatasetOptions { ImageSize = 4 });
        using Tensor both = resized.Sample(2, 0);
        Assert.Equal(1, both.min().item<float>());
    }

    [Fact]
    public void A_bad_image_is_an_error_of_the_batch_that_needs_it()
    {
        for (int i = 0; i < 8; i++)
        {
            Save($"{i}.png", 4, 4, (_, _) => SKColors.White);
        }

        using Dataset set = DatasetFiles.Open(folder.Path);
        File.WriteAllText(folder.File("5.png"), "not a picture");
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 1, Seed = 1 });
        int good = 0;
        AutogradPSException error = Assert.Throws<AutogradPSException>(() =>
        {
            for (; good < 8; good++)
            {
                reader.Next().Dispose();
            }
        });
        Assert.Equal("ImageUnreadable", error.ErrorId);
        Assert.Equal(good, reader.Position);
        reader.Position = good + 1;
        reader.Next().Dispose();
    }

    [Fact]
    public void Truncated_and_damaged_images_are_typed_errors_or_pictures()
    {
        byte[][] files =
        [
            Encode(16, 16, (x, y) => new SKColor((byte)(x * 16), (byte)(y * 16), 7), SKEncodedImageFormat.Png),
            Encode(16, 16, (x, y) => new SKColor((byte)(x * 16), (byte)(y * 16), 7), SKEncodedImageFormat.Jpeg),
            Encode(16, 16, (x, y) => new SKColor((byte)(x * 16), (byte)(y * 16), 7), SKEncodedImageFormat.Webp),
        ];
        Random random = new(2);
        byte[] planes = new byte[3 * 16 * 16];
        int refused = 0;
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] bytes = [.. files[trial % files.Length]];
            bytes = trial % 2 == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            if (trial % 2 == 1)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            }

            string path = folder.File("damaged.png");
            File.WriteAllBytes(path, bytes);
            try
            {
                ImageDecoder.Decode(path, new SKSizeI(16, 16), crop: true, planes);
            }
            catch (AutogradPSException error)
            {
                refused++;
                Assert.Equal("ImageUnreadable", error.ErrorId);
            }
        }

        Assert.InRange(refused, 120, 299);
    }

    [Fact]
    public void Reading_ahead_gives_the_same_batches_after_seeking_and_leaves_no_tensor_behind()
    {
        for (int i = 0; i < 9; i++)
        {
            Save($"{i}.png", 4, 4, (_, _) => new SKColor((byte)(i * 20), 0, 0));
        }

        using Dataset set = DatasetFiles.Open(folder.Path);
        BatchOptions options = new() { BatchSize = 4, Seed = 3 };
        LiveTensors.AssertNoneLeft(() =>
        {
            using IBatchReader sequential = set.Open(options);
            using IBatchReader seeking = set.Open(options);
            for (int i = 0; i < 5; i++)
            {
                sequential.Next().Dispose();
            }

            seeking.Next().Dispose();
            seeking.Position = 5;
            using Tensor expected = sequential.Next();
            using Tensor actual = seeking.Next();
            Assert.True(actual.allclose(expected, 0, 0));
        });
    }

    [Fact]
    public void A_batch_read_ahead_belongs_to_the_scope_of_the_thread_that_takes_it()
    {
        Save("a.png", 4, 4, (_, _) => SKColors.White);
        using Dataset set = DatasetFiles.Open(folder.Path);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 1 });
        Tensor batch;
        using (NewDisposeScope())
        {
            batch = reader.Next();
            Assert.Equal(1, batch.mean().item<float>());
        }

        Assert.True(batch.IsInvalid);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(100_000)]
    public void An_impossible_image_size_is_refused(int size)
    {
        Save("a.png", 4, 4, (_, _) => SKColors.White);
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(folder.Path, new DatasetOptions { ImageSize = size }));
        Assert.Equal("ImageSizeInvalid", error.ErrorId);
    }

    [Fact]
    public void A_folder_without_images_says_what_it_may_hold() =>
        Assert.Equal("ImagesNotFound", Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(folder.Path)).ErrorId);

    [Fact]
    public void The_fingerprint_follows_the_contents()
    {
        Save("a.png", 4, 4, (_, _) => SKColors.White);
        using Dataset before = DatasetFiles.Open(folder.Path);
        string first = before.Fingerprint;
        Save("a.png", 4, 4, (_, _) => SKColors.Black);
        using Dataset after = DatasetFiles.Open(folder.Path);
        Assert.NotEqual(first, after.Fingerprint);
    }

    private static byte[] Encode(int width, int height, Func<int, int, SKColor> colour, SKEncodedImageFormat format)
    {
        using SKBitmap image = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                image.SetPixel(x, y, colour(x, y));
            }
        }

        using SKData data = image.Encode(format, 95);
        return data.ToArray();
    }

    private void Save(string name, int width, int height, Func<int, int, SKColor> colour) =>
        File.WriteAllBytes(folder.File(name), Encode(width, height, colour, SKEncodedImageFormat.Png));
}
