using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>The title of a figure, centred, and broken into lines where it is too long.</summary>
internal sealed class TitleBlock
{
    private const float LineHeight = 20;

    private readonly SKTypeface _typeface = ChartFont.Default;
    private readonly float _size;
    private readonly string[] _lines = [];

    /// <summary>Arranges a title; null or blank for none.</summary>
    public TitleBlock(string? title, float width, ICollection<string> notes, float size = ChartTheme.TitleSize)
    {
        _size = size;
        if (string.IsNullOrWhiteSpace(title))
            return;
        (_typeface, string text) = ChartFont.For(title, notes);
        using SKFont font = new(_typeface, size);
        _lines = [.. Break(text, font, width - 24)];
        Height = _lines.Length * LineHeight + 6;
    }

    /// <summary>The height of the lines and a little room below; 0 without a title.</summary>
    public float Height { get; }

    /// <summary>Draws the title.</summary>
    public void Draw(SKCanvas canvas, float centre, float top)
    {
        using SKFont font = new(_typeface, _size) { Subpixel = true };
        using SKPaint ink = new() { Color = ChartTheme.Ink.ToSkia(), IsAntialias = true };
        for (int index = 0; index < _lines.Length; index++)
            canvas.DrawText(_lines[index], centre, top + _size + index * LineHeight, SKTextAlign.Center, font, ink);
    }

    private static IEnumerable<string> Break(string text, SKFont font, float width)
    {
        string line = "";
        foreach (string word in text.Split(' ', '\n'))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && font.MeasureText(longer) > width)
            {
                yield return line;
                longer = word;
            }
            line = longer;
        }
        yield return line;
    }
}
