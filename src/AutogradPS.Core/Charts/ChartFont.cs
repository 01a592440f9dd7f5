using System.Text;
using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>Chooses a font for each text on purpose, so that none is drawn as empty boxes.</summary>
/// <remarks>
/// The first installed sans-serif family of a fixed list is used. Where it lacks a character (Korean, Chinese,
/// Japanese, ...), the families that are made for those scripts are asked next, then every other installed family; the
/// one with the fewest missing characters draws the whole text. Characters that no font has are drawn as a question
/// mark, and the chart's notes say so. A machine without any font draws no text, and the notes say that.
/// </remarks>
internal static class ChartFont
{
    private static readonly string[] Preferred =
    [
        "Noto Sans", "Source Sans 3", "Source Sans Pro", "Open Sans", "Roboto", "Inter", "Lato", "Helvetica Neue",
        "Segoe UI", "Arial", "Helvetica", "Liberation Sans", "DejaVu Sans",
    ];

    private static readonly string[] EastAsian =
    [
        "Noto Sans CJK KR", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans KR", "Source Han Sans K", "Source Han Sans",
        "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic", "NanumBarunGothic", "Hiragino Sans", "Yu Gothic",
        "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei",
    ];

    private static readonly Lazy<List<SKTypeface>> Installed = new(FindInstalled);

    /// <summary>The typeface for Latin text and numbers.</summary>
    public static SKTypeface Default => Installed.Value.Count > 0 ? Installed.Value[0] : SKTypeface.Default;

    /// <summary>Whether the default font can draw every character of a text.</summary>
    public static bool CanDraw(string text) => Missing(Default, text) == 0;

    /// <summary>The font for a text, and the text as that font can draw it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="notes">Receives a note where characters had to be replaced.</param>
    public static (SKTypeface Typeface, string Text) For(string text, ICollection<string> notes)
    {
        SKTypeface best = Default;
        int fewest = Missing(best, text);
        foreach (SKTypeface candidate in Installed.Value.TakeWhile(_ => fewest > 0))
        {
            int missing = Missing(candidate, text);
            if (missing < fewest)
                (best, fewest) = (candidate, missing);
        }
        if (fewest == 0)
            return (best, text);
        if (Installed.Value.Count == 0)
        {
            Note(notes, "No font is installed, so PNG pictures have no text. Install one, such as DejaVu Sans.");
            return (best, text);
        }

        Note(notes, $"No installed font has all characters of '{text}'; those that are missing are drawn as question marks. "
            + "Install a font for the script, such as Noto Sans CJK.");
        StringBuilder drawable = new();
        foreach (Rune rune in text.EnumerateRunes())
            drawable.Append(best.GetGlyph(rune.Value) == 0 ? "?" : rune.ToString());
        return (best, drawable.ToString());
    }

    private static void Note(ICollection<string> notes, string note)
    {
        if (!notes.Contains(note))
            notes.Add(note);
    }

    private static int Missing(SKTypeface typeface, string text) =>
        text.EnumerateRunes().Count(rune => !Rune.IsControl(rune) && typeface.GetGlyph(rune.Value) == 0);

    private static List<SKTypeface> FindInstalled()
    {
        SKFontManager manager = SKFontManager.Default;
        // The Linux build of Skia has no fontconfig: it cannot be asked for a character, only for families.
        string[] families = [.. manager.FontFamilies];
        IEnumerable<string> known = Preferred.Concat(EastAsian).Where(name => families.Contains(name, StringComparer.OrdinalIgnoreCase));
        return [.. known
            .Concat(families.Order(StringComparer.Ordinal))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => manager.MatchFamily(name))
            .OfType<SKTypeface>()];
    }
}
