using ScottPlot;
using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>One entry of a legend: a sample of a line or a marker, and its name.</summary>
internal sealed record LegendEntry(string Name, Color Color, LinePattern? Pattern = null, MarkerStyle? Marker = null);

/// <summary>A legend outside the data: entries side by side, in as many rows as they need.</summary>
internal sealed class LegendRow
{
    private const float SymbolWidth = 26;
    private const float SymbolGap = 6;
    private const float EntryGap = 18;
    private const float RowHeight = 18;

    private readonly List<(LegendEntry Entry, SKTypeface Typeface, string Text, SKPoint Corner)> _placed = [];

    /// <summary>Arranges entries in a width, from the left.</summary>
    public LegendRow(IReadOnlyList<LegendEntry> entries, float width, ICollection<string> notes)
    {
        float x = 0, y = 0;
        foreach (LegendEntry entry in entries)
        {
            (SKTypeface typeface, string text) = ChartFont.For(entry.Name, notes);
            using SKFont font = new(typeface, ChartTheme.TextSize);
            text = Shorten(text, font, width - SymbolWidth - SymbolGap);
            float needed = SymbolWidth + SymbolGap + font.MeasureText(text);
            if (x > 0 && x + needed > width)
                (x, y) = (0, y + RowHeight);
            _placed.Add((entry, typeface, text, new SKPoint(x, y)));
            x += needed + EntryGap;
        }
        Height = entries.Count > 0 ? y + RowHeight + 6 : 0;
    }

    /// <summary>The height of all rows and a little room below; 0 without entries.</summary>
    public float Height { get; }

    /// <summary>Draws the legend with its upper left corner at a point.</summary>
    public void Draw(SKCanvas canvas, float left, float top)
    {
        using SKPaint ink = new() { Color = ChartTheme.Ink.ToSkia(), IsAntialias = true };
        using Paint paint = Paint.NewDisposablePaint();
        foreach ((LegendEntry entry, SKTypeface typeface, string text, SKPoint corner) in _placed)
        {
            using SKFont font = new(typeface, ChartTheme.TextSize) { Subpixel = true };
            float x = left + corner.X, middle = top + corner.Y + RowHeight / 2;
            if (entry.Pattern is LinePattern pattern)
            {
                (float width, LinePattern drawn) = SvgDashes.Stroke(ChartTheme.LineWidth, pattern);
                using SKPaint line = new()
                {
                    Color = entry.Color.ToSkia(), StrokeWidth = width, IsStroke = true, IsAntialias = true,
                    PathEffect = drawn.Intervals.Length > 0 ? drawn.GetPathEffect() : null,
                };
                canvas.DrawLine(x, middle, x + SymbolWidth, middle, line);
            }
            entry.Marker?.Render(canvas, new Pixel(x + SymbolWidth / 2, middle), paint);
            canvas.DrawText(text, x + SymbolWidth + SymbolGap, middle + ChartTheme.TextSize * 0.36f, SKTextAlign.Left, font, ink);
        }
    }

    private static string Shorten(string text, SKFont font, float width)
    {
        int kept = text.Length;
        string shown = text;
        while (kept > 1 && font.MeasureText(shown) > width)
            shown = text[..--kept].TrimEnd() + "...";
        return shown;
    }
}
