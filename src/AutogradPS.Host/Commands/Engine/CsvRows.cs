using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Makes objects of the rows of CSV text.</summary>
internal static class CsvRows
{
    /// <summary>One object a row, of strings; a row's missing fields are null.</summary>
    public static IEnumerable<PSObject> Read(TextReader text, char delimiter, IReadOnlyList<string>? header, Action<string> warn)
    {
        foreach (List<string> row in CsvText.Parse(text, delimiter))
        {
            // Lines before the header that begin with # are remarks, such as #TYPE.
            if (header is null)
            {
                if (!row[0].StartsWith('#'))
                    header = Named(row, warn);
                continue;
            }
            var item = new PSObject();
            for (int i = 0; i < header.Count; i++)
                item.Properties.Add(new PSNoteProperty(header[i], i < row.Count ? row[i] : null));
            yield return item;
        }
    }

    private static List<string> Named(List<string> header, Action<string> warn)
    {
        if (header.Contains(string.Empty))
            warn("One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing headers.");
        int missing = 0;
        return [.. header.Select(name => name.Length > 0 ? name : $"H{++missing}")];
    }
}
