using System.Globalization;
using System.Text;
using CsvHelper;

namespace AutogradPS.Metrics;

/// <summary>Whole metric files as CSV: RFC 4180 with commas, UTF-8 without byte order mark, invariant culture, a line feed per row.</summary>
/// <remarks>
/// Floating-point numbers are written as the shortest text that reads back as the same number, with NaN, Infinity and
/// -Infinity as such. Times are written in ISO 8601, local ones as UTC.
/// </remarks>
public static class MetricCsv
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    internal static readonly CsvWriterOptions WriterOptions = new() { NewLine = "\n" };

    internal static readonly CsvReaderOptions ReaderOptions = new()
    {
        Separator = ',',
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
    };

    /// <summary>Reads a file of metrics. Numbers come back as long or double; see <see cref="MetricValue"/>.</summary>
    /// <param name="path">The file: UTF-8, or another Unicode encoding that its byte order mark names.</param>
    /// <exception cref="MetricException">The file is missing, empty, not text, or not a table; the message names the line.</exception>
    public static MetricTable Read(string path)
    {
        using StreamReader text = OpenText(path);
        using CsvReader reader = CsvReader.Create(text, ReaderOptions);
        try
        {
            reader.ReadHeader();
            string[] columns = [.. reader.Headers];
            if (columns.Length == 0)
                throw MetricException.EmptyFile(path);
            if (columns.Any(name => name.Contains('\0', StringComparison.Ordinal)))
                throw MetricException.Encoding(path);
            MetricHeader.Index(columns, path);
            return new MetricTable(columns, ReadRows(reader, columns.Length));
        }
        catch (DecoderFallbackException error)
        {
            throw MetricException.Encoding(path, error);
        }
        catch (CsvFormatException error)
        {
            throw MetricException.Malformed(path, error);
        }
    }

    /// <summary>Writes a table as a new file: to a temporary file first, which takes the name only when it is complete.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">The file; missing folders are made.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="OutputFileException">The file exists and may not be replaced, or cannot be written.</exception>
    public static void Write(MetricTable table, string path, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        byte[] bytes = Render(writer =>
        {
            writer.WriteRecord([.. table.Columns]);
            WriteRows(writer, table, [.. Enumerable.Range(0, table.Columns.Count)]);
        });
        AtomicFile.Write(path, bytes, overwrite);
    }

    /// <summary>Adds the rows of a table to a file that has the same columns, in whatever order; a missing file is made.</summary>
    /// <exception cref="MetricException">The columns differ, or the file is malformed. The file is then unchanged.</exception>
    public static void Append(MetricTable table, string path)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            Write(table, path, overwrite: true);
            return;
        }

        IReadOnlyList<string> columns = Read(path).Columns;
        MetricException.ThrowIfDifferent(path, columns, table.Columns);
        byte[] bytes = Render(writer => WriteRows(writer, table, [.. columns.Select(table.IndexOf)]));
        AtomicFile.Append(path, bytes, "\n"u8);
    }

    private static StreamReader OpenText(string path)
    {
        try
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw MetricException.FileNotFound(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MetricException.Unreadable(path, error);
        }
    }

    private static object?[][] ReadRows(CsvReader reader, int width)
    {
        List<string>[] texts = [.. Enumerable.Range(0, width).Select(_ => new List<string>())];
        while (reader.Read())
        {
            for (int column = 0; column < width; column++)
                texts[column].Add(reader.GetString(column));
        }

        object?[][] cells = [.. texts.Select(MetricValue.ParseColumn)];
        return [.. Enumerable.Range(0, texts[0].Count).Select(row => cells.Select(column => column[row]).ToArray())];
    }

    private static byte[] Render(Action<CsvWriter> write)
    {
        using MemoryStream bytes = new();
        using (CsvWriter writer = CsvWriter.Create(bytes, WriterOptions, leaveOpen: true))
            write(writer);
        return bytes.ToArray();
    }

    private static void WriteRows(CsvWriter writer, MetricTable table, int[] order)
    {
        foreach (IReadOnlyList<object?> row in table.Rows)
        {
            foreach (int column in order)
                WriteCell(writer, row[column]);
            writer.EndRecord();
        }
    }

    private static void WriteCell(CsvWriter writer, object? cell)
    {
        // .NET 10 up to 10.0.12 writes two powers of two, 2^-25 among them, one digit short (dotnet/runtime#135582).
        if (cell is double number && !number.Equals(double.Parse(number.ToString("R", Invariant), Invariant)))
            writer.WriteField(number, "G17");
        else
            writer.WriteField(cell);
    }
}
