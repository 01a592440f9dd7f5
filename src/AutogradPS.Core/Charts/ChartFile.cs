using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>Writes figures to files. The ending of the name chooses the format: .png or .svg.</summary>
public static partial class ChartFile
{
    /// <summary>Draws a figure and writes it as a whole file.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">The file; missing folders are made.</param>
    /// <param name="size">The size; the default is 1600 pixels wide.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <returns>What the reader of the picture should know and cannot see in it; mostly empty.</returns>
    /// <exception cref="ChartException">The name ends in something else, the size is unusable, or there is nothing to plot.</exception>
    /// <exception cref="OutputFileException">The file exists and may not be replaced, or cannot be written.</exception>
    public static IReadOnlyList<string> Save(IFigure figure, string path, ChartSize? size = null, bool overwrite = false)
    {
        bool vector = IsVector(path);
        (byte[] bytes, IReadOnlyList<string> notes) = SkiaNative.Use(() => Encode(figure, vector, size ?? new ChartSize()));
        AtomicFile.Write(path, bytes, overwrite);
        return notes;
    }

    /// <summary>Whether a path names a vector file (.svg) and not a pixel file (.png).</summary>
    /// <exception cref="ChartException">It names neither.</exception>
    public static bool IsVector(string path)
    {
        string extension = Path.GetExtension(path);
        if (extension.Equals(".svg", StringComparison.OrdinalIgnoreCase))
            return true;
        return extension.Equals(".png", StringComparison.OrdinalIgnoreCase) ? false : throw ChartException.UnknownFormat(path);
    }

    /// <summary>Draws a figure as PNG in memory.</summary>
    public static byte[] ToPng(IFigure figure, ChartSize? size = null) =>
        SkiaNative.Use(() => Encode(figure, vector: false, size ?? new ChartSize()).Bytes);

    private static (byte[] Bytes, IReadOnlyList<string> Notes) Encode(IFigure figure, bool vector, ChartSize size)
    {
        ArgumentNullException.ThrowIfNull(figure);
        (int width, int height, float scale) = size.For(figure);
        return vector ? EncodeSvg(figure, width, height, scale) : EncodePng(figure, width, height, scale);
    }

    // Skia's own choice tries every filter on every row, which for charts takes three times as long and makes no smaller file.
    private static readonly SKPngEncoderOptions Png = new(SKPngEncoderFilterFlags.Up, zLibLevel: 5);

    private static (byte[] Bytes, IReadOnlyList<string> Notes) EncodePng(IFigure figure, int width, int height, float scale)
    {
        ChartException tooLarge = ChartException.InvalidSize("The picture must fit into memory", $"{width} x {height}");
        using SKSurface surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul)) ?? throw tooLarge;
        IReadOnlyList<string> notes = Draw(figure, surface.Canvas, width, height, scale);
        using SKPixmap pixels = surface.PeekPixels();
        using SKData data = pixels.Encode(Png) ?? throw tooLarge;
        return (data.ToArray(), notes);
    }

    private static (byte[] Bytes, IReadOnlyList<string> Notes) EncodeSvg(IFigure figure, int width, int height, float scale)
    {
        IReadOnlyList<string> notes = [];
        string svg = SvgDashes.In(() =>
        {
            using MemoryStream bytes = new();
            using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(width, height), bytes))
                notes = Draw(figure, canvas, width, height, scale);
            return Encoding.UTF8.GetString(bytes.ToArray());
        });
        return (Encoding.UTF8.GetBytes(Embeddable(svg, width, height)), notes);
    }

    // Skia names neither what to scale nor what to do where its font is not installed.
    private static string Embeddable(string svg, int width, int height) => FontFamily()
        .Replace(svg, "font-family=\"'$1', sans-serif\"")
        .Replace("<svg ", FormattableString.Invariant($"<svg viewBox=\"0 0 {width} {height}\" "), StringComparison.Ordinal);

    [GeneratedRegex("font-family=\"([^\"',]+)\"")]
    private static partial Regex FontFamily();

    private static IReadOnlyList<string> Draw(IFigure figure, SKCanvas canvas, int width, int height, float scale)
    {
        canvas.Clear(SKColors.White);
        canvas.Scale(scale);
        return figure.Draw(canvas, width / scale, height / scale);
    }
}
