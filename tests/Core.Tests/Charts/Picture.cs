using SkiaSharp;

namespace AutogradPS.Tests.Charts;

/// <summary>Looks at the pixels of a PNG file.</summary>
internal sealed class Picture : IDisposable
{
    private readonly SKBitmap _bitmap;

    public Picture(byte[] png) => _bitmap = SKBitmap.Decode(png) ?? throw new InvalidDataException("Not a picture.");

    public int Width => _bitmap.Width;

    public int Height => _bitmap.Height;

    public (int R, int G, int B) this[int x, int y] => _bitmap.GetPixel(x, y) is var color ? (color.Red, color.Green, color.Blue) : default;

    /// <summary>How many pixels have a colour, give or take anti-aliasing.</summary>
    public int Count(string hex, int tolerance = 12)
    {
        SKColor wanted = SKColor.Parse(hex);
        return _bitmap.Pixels.Count(pixel =>
            Math.Abs(pixel.Red - wanted.Red) <= tolerance && Math.Abs(pixel.Green - wanted.Green) <= tolerance && Math.Abs(pixel.Blue - wanted.Blue) <= tolerance);
    }

    /// <summary>The least and greatest x and y of the pixels of a colour.</summary>
    public (int Left, int Right, int Top, int Bottom) Bounds(string hex, int tolerance = 12)
    {
        SKColor wanted = SKColor.Parse(hex);
        int left = int.MaxValue, right = -1, top = int.MaxValue, bottom = -1;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                (int r, int g, int b) = this[x, y];
                if (Math.Abs(r - wanted.Red) > tolerance || Math.Abs(g - wanted.Green) > tolerance || Math.Abs(b - wanted.Blue) > tolerance)
                    continue;
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            }
        }
        return (left, right, top, bottom);
    }

    public void Dispose() => _bitmap.Dispose();
}
