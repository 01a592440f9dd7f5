using System.Globalization;
using System.Text.RegularExpressions;
using ScottPlot;

namespace AutogradPS.Charts;

/// <summary>Dashed lines in vector files, which Skia's SVG canvas draws solid, with a complaint of each on stderr.</summary>
/// <remarks>A dashed line is drawn solid and a little too wide, which says what its dashes are; they are put into the finished file.</remarks>
internal static partial class SvgDashes
{
    // Widths have one decimal; the fourth one is free.
    private const float Mark = 0.0001f;

    [ThreadStatic]
    private static List<LinePattern>? s_patterns;

    /// <summary>How a line is drawn: as it is, but in a vector file with the mark of its pattern.</summary>
    public static (float Width, LinePattern Pattern) Stroke(float width, LinePattern pattern)
    {
        if (s_patterns is null || pattern.Intervals.Length == 0) return (width, pattern);
        int index = s_patterns.FindIndex(known => known.Name == pattern.Name);
        if (index < 0)
        {
            index = s_patterns.Count;
            s_patterns.Add(pattern);
        }
        return (width + (index + 1) * Mark, LinePattern.Solid);
    }

    /// <summary>Makes a vector file, and its lines dashed.</summary>
    /// <param name="draw">Gives the file without dashes.</param>
    public static string In(Func<string> draw)
    {
        List<LinePattern> patterns = s_patterns = [];
        try
        {
            return MarkedWidth().Replace(draw(), match =>
            {
                double marked = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), width = Math.Round(marked, 1);
                int index = (int)Math.Round((marked - width) / Mark) - 1;
                return index < 0 || index >= patterns.Count ? match.Value
                    : FormattableString.Invariant($"stroke-width=\"{width}\" stroke-dasharray=\"{string.Join(' ', patterns[index].Intervals)}\"");
            });
        }
        finally
        {
            s_patterns = null;
        }
    }

    [GeneratedRegex(@"stroke-width=""(\d+\.\d{3,})""")]
    private static partial Regex MarkedWidth();
}
