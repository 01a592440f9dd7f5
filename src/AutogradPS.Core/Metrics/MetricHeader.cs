using CsvHelper;

namespace AutogradPS.Metrics;

/// <summary>The rules for a header: every name is there, each once, whatever its case.</summary>
internal static class MetricHeader
{
    /// <summary>The position of every name.</summary>
    public static Dictionary<string, int> Index(IReadOnlyList<string> names, string? path = null)
    {
        Dictionary<string, int> index = new(StringComparer.OrdinalIgnoreCase);
        for (int column = 0; column < names.Count; column++)
        {
            if (string.IsNullOrWhiteSpace(names[column]))
                throw MetricException.EmptyHeader(column, path);
            if (!index.TryAdd(names[column], column))
                throw MetricException.DuplicateHeader(names[column], path);
        }
        return index;
    }

    /// <summary>The column names that records of a [CsvRecord] type are written under.</summary>
    public static string[] Of<T>(CsvRecordWriter<T> records)
    {
        using MemoryStream text = new();
        using (CsvWriter writer = CsvWriter.Create(text, MetricCsv.WriterOptions, leaveOpen: true))
        {
            records.WriteHeader(writer);
            writer.EndRecord();
        }
        using CsvReader reader = CsvReader.Create(text.ToArray(), MetricCsv.ReaderOptions);
        reader.ReadHeader();
        return [.. reader.Headers];
    }
}
