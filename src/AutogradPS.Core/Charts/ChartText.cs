using System.Globalization;
using System.Text.RegularExpressions;

namespace AutogradPS.Charts;

/// <summary>Words and numbers as a reader of a chart expects them.</summary>
internal static partial class ChartText
{
    private static readonly (string Word, string Unit)[] Units =
    [
        ("Milliseconds", "ms"), ("Seconds", "s"), ("Minutes", "min"), ("Hours", "h"),
        ("Bytes", "B"), ("MiB", "MiB"), ("GiB", "GiB"), ("MB", "MB"), ("GB", "GB"), ("Percent", "%"),
    ];

    /// <summary>A column's name as an axis label: "CriticLoss" becomes "Critic loss", "ElapsedSeconds" becomes "Elapsed (s)".</summary>
    public static string Label(string name)
    {
        string unit = "";
        foreach ((string word, string symbol) in Units)
        {
            if (name.Length > word.Length && name.EndsWith(word, StringComparison.Ordinal))
            {
                unit = $" ({symbol})";
                name = name[..^word.Length];
                break;
            }
        }
        string[] words = Words(name);
        for (int index = 1; index < words.Length; index++)
        {
            // An abbreviation, such as EMA, stays as it is.
            if (!words[index].All(char.IsUpper))
                words[index] = words[index].ToLowerInvariant();
        }
        return string.Join(' ', words) + unit;
    }

    /// <summary>The last word of a column's name: metrics that share it measure the same kind of thing.</summary>
    public static string LastWord(string name) => Words(name)[^1];

    /// <summary>The last words that columns' names have in common: what the values of all of them are.</summary>
    public static string CommonEnd(IEnumerable<string> names)
    {
        string[][] words = [.. names.Select(name => Enumerable.Reverse(Words(name)).ToArray())];
        int common = 0;
        while (words.All(w => w.Length > common && w[common].Equals(words[0][common], StringComparison.OrdinalIgnoreCase))) common++;
        return string.Concat(words[0].Take(Math.Max(common, 1)).Reverse());
    }

    /// <summary>A number for a tick, with as many decimals as the step between ticks needs.</summary>
    /// <param name="value">The number.</param>
    /// <param name="step">The step between ticks; positive.</param>
    /// <param name="largest">The largest absolute value on the axis.</param>
    public static string Number(double value, double step, double largest)
    {
        if (largest >= 1e6 || step < 1e-5)
        {
            int digits = value == 0 ? 0 : Math.Max(0, (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9) - (int)Math.Floor(Math.Log10(step) + 1e-9));
            return value == 0 ? "0" : Minus(value.ToString("0." + new string('#', Math.Min(digits, 10)) + "e0", CultureInfo.InvariantCulture));
        }
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        double rounded = Math.Round(value, Math.Min(decimals, 15));
        return Minus((rounded == 0 ? 0 : rounded).ToString(largest >= 1e4 ? $"N{decimals}" : $"F{decimals}", CultureInfo.InvariantCulture));
    }

    /// <summary>A number in a sentence, to four significant digits.</summary>
    public static string Number(double value) => Minus(value.ToString("G4", CultureInfo.InvariantCulture));

    /// <summary>A power of ten, with raised digits where the font has them.</summary>
    public static string PowerOfTen(int exponent)
    {
        string plain = exponent.ToString(CultureInfo.InvariantCulture);
        string raised = string.Concat(plain.Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));
        return ChartFont.CanDraw(raised) ? "10" + raised : "1e" + Minus(plain);
    }

    private static string Minus(string number) =>
        number.Contains('-', StringComparison.Ordinal) && ChartFont.CanDraw("−") ? number.Replace('-', '−') : number;

    private static string[] Words(string name)
    {
        string[] words = [.. WordPattern().Matches(name).Select(match => match.Value)];
        return words.Length > 0 ? words : [name];
    }

    [GeneratedRegex(@"\p{Lu}+(?!\p{Ll})\d*|\p{Lu}?[^\p{Lu}\s_\-]+")]
    private static partial Regex WordPattern();
}
