using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>Images side by side in rows, each pixel enlarged to a whole number of pixels, so that small images stay sharp.</summary>
/// <param name="Images">The images, filled in row by row.</param>
public sealed record SampleGrid(ImageBatch Images)
{
    private const int ReadableWidth = 900;
    private const int MaximumPixels = 32_767;

    /// <summary>How many images stand in a row; 0 for a grid that is about as high as it is wide.</summary>
    public int Columns { get; init; }

    /// <summary>The white space between images and around the grid, in pixels of the images.</summary>
    public int Padding { get; init; } = 2;

    /// <summary>The enlargement; 0 for one that makes the grid about 900 pixels wide.</summary>
    public int Zoom { get; init; }

    /// <summary>The number of images in a row.</summary>
    public int ColumnCount => Math.Min(Columns > 0 ? Columns : (int)Math.Ceiling(Math.Sqrt(Images.Count)), Images.Count);

    /// <summary>The number of rows.</summary>
    public int RowCount => (Images.Count + ColumnCount - 1) / ColumnCount;

    /// <summary>Writes the grid as a whole file, .png or .svg.</summary>
    /// <exception cref="ChartException">The name ends in something else, or the grid is too large.</exception>
    /// <exception cref="OutputFileException">The file exists and may not be replaced, or cannot be written.</exception>
    public void Save(string path, bool overwrite = false) =>
        AtomicFile.Write(path, ChartFile.IsVector(path) ? SkiaNative.Use(EncodeSvg) : ToPng(), overwrite);

    /// <summary>The grid as PNG in memory.</summary>
    public byte[] ToPng() => SkiaNative.Use(EncodePng);

    private byte[] EncodePng()
    {
        (int width, int height, int zoom) = Size();
        using SKBitmap small = Assemble();
        using SKBitmap large = new(new SKImageInfo(width * zoom, height * zoom, SKColorType.Rgba8888, SKAlphaType.Opaque));
        small.ScalePixels(large, new SKSamplingOptions(SKFilterMode.Nearest));
        using SKData data = large.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    // A picture of pixels stays one inside an SVG file; the viewer is told to keep its pixels square.
    private byte[] EncodeSvg()
    {
        (int width, int height, int zoom) = Size();
        using SKBitmap small = Assemble();
        using SKData data = small.Encode(SKEncodedImageFormat.Png, 100);
        string svg = FormattableString.Invariant($"""
            <?xml version="1.0" encoding="utf-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width * zoom}" height="{height * zoom}" viewBox="0 0 {width} {height}">
              <image width="{width}" height="{height}" style="image-rendering: pixelated" xlink:href="data:image/png;base64,{Convert.ToBase64String(data.Span)}"/>
            </svg>

            """);
        return System.Text.Encoding.UTF8.GetBytes(svg);
    }

    private (int Width, int Height, int Zoom) Size()
    {
        if (Columns < 0 || Padding < 0 || Zoom < 0)
            throw ChartException.InvalidSize("Columns, padding and zoom must not be negative", $"{Columns}, {Padding} and {Zoom}");
        int width = ColumnCount * (Images.Width + Padding) + Padding;
        int height = RowCount * (Images.Height + Padding) + Padding;
        int zoom = Zoom > 0 ? Zoom : Math.Clamp(ReadableWidth / width, 1, 16);
        if ((long)Math.Max(width, height) * zoom > MaximumPixels)
            throw ChartException.InvalidSize($"The grid must be at most {MaximumPixels} pixels wide and high; use fewer images or a smaller zoom", $"{(long)width * zoom} x {(long)height * zoom}");
        return (width, height, zoom);
    }

    private SKBitmap Assemble()
    {
        (int width, int height, _) = Size();
        SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        byte[] rgba = new byte[width * height * 4];
        rgba.AsSpan().Fill(255);
        int plane = Images.Width * Images.Height;
        for (int image = 0; image < Images.Count; image++)
        {
            int left = Padding + image % ColumnCount * (Images.Width + Padding);
            int top = Padding + image / ColumnCount * (Images.Height + Padding);
            for (int pixel = 0; pixel < plane; pixel++)
            {
                int target = ((top + pixel / Images.Width) * width + left + pixel % Images.Width) * 4;
                for (int channel = 0; channel < 3; channel++)
                    rgba[target + channel] = Images.Pixels[(image * Images.Channels + (Images.Channels == 3 ? channel : 0)) * plane + pixel];
            }
        }
        System.Runtime.InteropServices.Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        return bitmap;
    }
}
