using AutogradPS.Errors;
using SkiaSharp;

namespace AutogradPS.Data;

/// <summary>Decodes PNG, JPEG, WebP, GIF and BMP files (through Skia) into channels-first bytes.</summary>
internal static class ImageDecoder
{
    // 2^28 pixels take 1 GiB while they are decoded: more is a damaged header, or no training image.
    private const long LargestPixelCount = 1L << 28;

    /// <summary>The size of an upright image, from its header.</summary>
    public static SKSizeI Measure(string path)
    {
        using SKCodec codec = OpenCodec(path);
        SKSizeI stored = codec.Info.Size;
        return IsTurned(codec.EncodedOrigin) ? new SKSizeI(stored.Height, stored.Width) : stored;
    }

    /// <summary>Decodes an image into planes: three of colour, or one of luminance (Rec. 601).</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">The wanted size. Without <paramref name="crop"/> the image must have it.</param>
    /// <param name="crop">Take the central part of the wanted proportions and resize it.</param>
    /// <param name="planes">One or three planes of size.Width x size.Height bytes. Transparent parts come out black.</param>
    public static void Decode(string path, SKSizeI size, bool crop, Span<byte> planes)
    {
        using SKBitmap image = DecodeUpright(path);
        if (image.Width == size.Width && image.Height == size.Height)
        {
            CopyPlanes(image, planes);
            return;
        }

        if (!crop)
        {
            throw new AutogradPSException(
                "ImageSizeMismatch",
                ErrorKind.InvalidData,
                $"'{path}' is {image.Width}x{image.Height}, the first image of the folder {size.Width}x{size.Height}. Use -ImageSize to bring all to one size.",
                path);
        }

        using SKBitmap resized = CropAndResize(image, size);
        CopyPlanes(resized, planes);
    }

    private static SKBitmap DecodeUpright(string path)
    {
        using SKCodec codec = OpenCodec(path);
        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        SKBitmap image = new(info);
        SKCodecResult result = codec.GetPixels(info, image.GetPixels());
        if (result != SKCodecResult.Success)
        {
            image.Dispose();
            throw Unreadable(path, $"decoding ended with {result}");
        }

        return codec.EncodedOrigin is SKEncodedOrigin.TopLeft ? image : Turn(image, codec.EncodedOrigin);
    }

    private static SKCodec OpenCodec(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataErrors.Unreadable(path, error);
        }

        using SKData data = SKData.CreateCopy(content);
        SKCodec codec = SKCodec.Create(data) ?? throw Unreadable(path, "it is in no known image format");
        if ((long)codec.Info.Width * codec.Info.Height is > 0 and <= LargestPixelCount)
        {
            return codec;
        }

        SKSizeI size = codec.Info.Size;
        codec.Dispose();
        throw Unreadable(path, $"its header announces {size.Width}x{size.Height} pixels");
    }

    private static SKBitmap CropAndResize(SKBitmap image, SKSizeI size)
    {
        float scale = Math.Min((float)image.Width / size.Width, (float)image.Height / size.Height);
        SKSize part = new(size.Width * scale, size.Height * scale);
        SKRect source = SKRect.Create((image.Width - part.Width) / 2, (image.Height - part.Height) / 2, part.Width, part.Height);

        // Mipmaps average all pixels when shrinking; a cubic alone would skip most of them.
        SKSamplingOptions sampling = scale > 1
            ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(SKCubicResampler.CatmullRom);
        SKBitmap resized = new(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using SKCanvas canvas = new(resized);
        using SKImage drawn = SKImage.FromBitmap(image);
        canvas.Clear(SKColors.Black);
        canvas.DrawImage(drawn, source, SKRect.Create(size.Width, size.Height), sampling);
        return resized;
    }

    // Cameras store a sideways photograph with a note of how to turn it (Exif orientation 2 to 8).
    private static SKBitmap Turn(SKBitmap stored, SKEncodedOrigin origin)
    {
        using SKBitmap image = stored;
        (int w, int h) = (image.Width, image.Height);
        SKMatrix matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, h, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, h, -1, 0, w, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, w, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
        SKSizeI size = IsTurned(origin) ? new SKSizeI(h, w) : new SKSizeI(w, h);
        SKBitmap upright = new(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using SKCanvas canvas = new(upright);
        canvas.Clear(SKColors.Transparent);
        canvas.SetMatrix(matrix);
        canvas.DrawBitmap(image, 0, 0);
        return upright;
    }

    private static bool IsTurned(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    private static void CopyPlanes(SKBitmap image, Span<byte> planes)
    {
        ReadOnlySpan<byte> rgba = image.GetPixelSpan();
        int count = image.Width * image.Height;
        bool grey = planes.Length == count;
        for (int i = 0; i < count; i++)
        {
            int red = rgba[4 * i];
            int green = rgba[(4 * i) + 1];
            int blue = rgba[(4 * i) + 2];
            if (grey)
            {
                // 0.299 R + 0.587 G + 0.114 B in 16-bit fixed point, rounded.
                planes[i] = (byte)(((19595 * red) + (38470 * green) + (7471 * blue) + 0x8000) >> 16);
            }
            else
            {
                planes[i] = (byte)red;
                planes[count + i] = (byte)green;
                planes[(2 * count) + i] = (byte)blue;
            }
        }
    }

    private static AutogradPSException Unreadable(string path, string why) => new(
        "ImageUnreadable", ErrorKind.InvalidData, $"'{path}' is not a readable image: {why}. Remove or replace the file.", path);
}
