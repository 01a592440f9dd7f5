using System.Globalization;

namespace AutogradPS.Metrics;

/// <summary>What a cell of a metric table can hold, and how it is written to and read from CSV text.</summary>
/// <remarks>
/// A cell is null, a number (long, double, float or decimal), a bool, a string, a <see cref="DateTime"/> or a
/// <see cref="DateTimeOffset"/>. CSV text has no types, so reading infers one for a whole column: all cells that are
/// not empty must fit it. A column of text that looks like numbers throughout is read as numbers.
/// </remarks>
public static class MetricValue
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    /// <summary>Brings any object to one of the types a cell can hold.</summary>
    /// <param name="value">Integers become long, enums their name, a local time UTC, time spans seconds, other objects their invariant text.</param>
    public static object? Normalize(object? value) => value switch
    {
        null or DBNull => null,
        string or long or double or float or decimal or bool or DateTimeOffset => value,
        Enum => value.ToString(),
        byte or sbyte or short or ushort or int or uint => Convert.ToInt64(value, Invariant),
        ulong large => large <= long.MaxValue ? (long)large : (decimal)large,
        Half half => (float)half,
        DateTime time => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time,
        TimeSpan span => span.TotalSeconds,
        IFormattable formattable => formattable.ToString(null, Invariant),
        _ => value.ToString(),
    };

    /// <summary>The number in a cell, or null where it holds none. An empty cell is NaN: a value that is missing.</summary>
    public static double? ToNumber(object? cell) => cell switch
    {
        null => double.NaN,
        long integer => integer,
        double number => number,
        // Through its text, so that 0.1f is 0.1 here as it is in the CSV file.
        float single => double.Parse(single.ToString("R", Invariant), Invariant),
        decimal exact => (double)exact,
        _ => null,
    };

    /// <summary>Reads the texts of one column as the narrowest type that fits them all: long, double, bool, date, or else string.</summary>
    /// <param name="texts">The fields of the column, top to bottom. Empty ones become null, or stay empty in a column of strings.</param>
    public static object?[] ParseColumn(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return TryParseAll(texts, ParseInteger)
            ?? TryParseAll(texts, ParseDouble)
            ?? TryParseAll(texts, text => bool.TryParse(text, out bool flag) ? flag : null)
            ?? TryParseAll(texts, ParseDate)
            ?? [.. texts];
    }

    private static object?[]? TryParseAll(IReadOnlyList<string> texts, Func<string, object?> parse)
    {
        object?[] cells = new object?[texts.Count];
        for (int row = 0; row < cells.Length; row++)
        {
            if (texts[row].Length == 0)
                continue;
            cells[row] = parse(texts[row]);
            if (cells[row] is null)
                return null;
        }
        return cells;
    }

    private static object? ParseInteger(string text)
    {
        // 007 is a name and -0 a floating-point number: neither survives as an integer.
        string digits = text.TrimStart('-', '+');
        bool lossy = digits.Length > 1 && digits[0] == '0' || text == "-0";
        return !lossy && long.TryParse(text, NumberStyles.AllowLeadingSign, Invariant, out long integer) ? integer : null;
    }

    private static object? ParseDouble(string text)
    {
        string digits = text.TrimStart('-', '+');
        if (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]))
            return null;
        // Python and C write inf, .NET writes Infinity.
        if (digits.Equals("inf", StringComparison.OrdinalIgnoreCase))
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return double.TryParse(text, NumberStyles.Float, Invariant, out double number) ? number : null;
    }

    private static object? ParseDate(string text)
    {
        bool hasOffset = text.Length > 10 && (text.LastIndexOf('+') > 10 || text.LastIndexOf('-') > 10);
        if (hasOffset)
            return DateTimeOffset.TryParseExact(text, DateFormats, Invariant, DateTimeStyles.None, out DateTimeOffset offset) ? offset : null;
        return DateTime.TryParseExact(text, DateFormats, Invariant, DateTimeStyles.RoundtripKind, out DateTime time) ? time : null;
    }
}
