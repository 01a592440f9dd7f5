using System.Text;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Which fields are put in quotes.</summary>
public enum QuoteKind
{
    Never,
    Always,
    AsNeeded,
}

/// <summary>Rows of comma-separated values, as text and from text.</summary>
internal static class CsvText
{
    /// <summary>A row; null is an empty field without quotes.</summary>
    public static string Join(IEnumerable<string?> fields, char delimiter, QuoteKind quotes) =>
        string.Join(delimiter, fields.Select(field => field is null ? string.Empty : Quote(field, delimiter, quotes)));

    private static string Quote(string field, char delimiter, QuoteKind quotes)
    {
        bool isNeeded = quotes == QuoteKind.Always
            || (quotes == QuoteKind.AsNeeded && field.AsSpan().IndexOfAny([delimiter, '"', '\n', '\r']) >= 0);
        return isNeeded ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
    }

    /// <summary>The fields of each row; a field in quotes may go over several lines. Blank lines are no rows.</summary>
    public static IEnumerable<List<string>> Parse(TextReader text, char delimiter)
    {
        while (text.ReadLine() is { } line)
        {
            if (line.Length > 0)
                yield return ParseRow(line, text, delimiter);
        }
    }

    private static List<string> ParseRow(string line, TextReader text, char delimiter)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; ; i++)
        {
            if (i >= line.Length)
            {
                if (!isQuoted || text.ReadLine() is not { } next)
                    break;
                field.Append('\n');
                (line, i) = (next, -1);
            }
            else if (line[i] == '"')
            {
                bool isEscaped = isQuoted && i + 1 < line.Length && line[i + 1] == '"';
                if (isEscaped)
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = !isQuoted;
                }
            }
            else if (line[i] == delimiter && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (isQuoted || field.Length > 0 || line[i] != ' ')
            {
                // pwsh drops the spaces before a field, and keeps those after it.
                field.Append(line[i]);
            }
        }
        fields.Add(field.ToString());
        return fields;
    }
}
