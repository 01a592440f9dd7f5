namespace AutogradPS.Charts;

/// <summary>A batch of images of one size, as bytes.</summary>
public sealed class ImageBatch
{
    /// <summary>Wraps pixels.</summary>
    /// <param name="count">The number of images, N.</param>
    /// <param name="channels">The number of channels, C: 1 for grey, 3 for red, green, blue.</param>
    /// <param name="height">The height in pixels, H.</param>
    /// <param name="width">The width in pixels, W.</param>
    /// <param name="pixels">N x C x H x W bytes, the last index running fastest.</param>
    /// <exception cref="ChartException">The shape is not that of images, or does not match the number of bytes.</exception>
    public ImageBatch(int count, int channels, int height, int width, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (channels is not (1 or 3) || count < 1 || height < 1 || width < 1)
            throw ChartException.InvalidShape($"Images are N x C x H x W with C = 1 or 3; this batch is {count} x {channels} x {height} x {width}.");
        if (pixels.Length != (long)count * channels * height * width)
            throw ChartException.InvalidShape($"{count} x {channels} x {height} x {width} images have another number of pixels than {pixels.Length}.");
        (Count, Channels, Height, Width, Pixels) = (count, channels, height, width, pixels);
    }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>1 for grey, 3 for red, green, blue.</summary>
    public int Channels { get; }

    /// <summary>The height of an image in pixels.</summary>
    public int Height { get; }

    /// <summary>The width of an image in pixels.</summary>
    public int Width { get; }

    /// <summary>The bytes, N x C x H x W.</summary>
    internal byte[] Pixels { get; }

    /// <summary>Makes bytes of numbers.</summary>
    /// <param name="count">The number of images, N.</param>
    /// <param name="channels">The number of channels, C.</param>
    /// <param name="height">The height in pixels, H.</param>
    /// <param name="width">The width in pixels, W.</param>
    /// <param name="values">N x C x H x W numbers. Those outside of the range are cut off; NaN becomes black.</param>
    /// <param name="low">The number for black, such as -1 for generators that end in tanh, or 0.</param>
    /// <param name="high">The number for white, such as 1.</param>
    public static ImageBatch FromValues(int count, int channels, int height, int width, IReadOnlyList<float> values, float low = -1, float high = 1)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!(high > low))
            throw ChartException.InvalidShape($"The number for white ({high}) must be larger than the number for black ({low}).");
        byte[] pixels = new byte[values.Count];
        for (int index = 0; index < pixels.Length; index++)
        {
            float value = (values[index] - low) / (high - low) * 255;
            pixels[index] = float.IsNaN(value) ? (byte)0 : (byte)Math.Clamp(MathF.Round(value), 0, 255);
        }
        return new ImageBatch(count, channels, height, width, pixels);
    }

    /// <summary>One batch of several whose images have the same size.</summary>
    /// <exception cref="ChartException">There is none, or the sizes differ.</exception>
    public static ImageBatch Join(IReadOnlyList<ImageBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (batches.Count == 0)
            throw ChartException.NothingToPlot("there are no images.");
        ImageBatch first = batches[0];
        if (batches.FirstOrDefault(batch => (batch.Channels, batch.Height, batch.Width) != (first.Channels, first.Height, first.Width)) is ImageBatch other)
            throw ChartException.InvalidShape(
                $"Images of {first.Channels} x {first.Height} x {first.Width} and of {other.Channels} x {other.Height} x {other.Width} do not fit into one grid. Export them one by one.");
        return new ImageBatch(batches.Sum(batch => batch.Count), first.Channels, first.Height, first.Width, [.. batches.SelectMany(batch => batch.Pixels)]);
    }
}
