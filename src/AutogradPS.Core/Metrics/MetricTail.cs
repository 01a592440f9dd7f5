using CsvHelper;

namespace AutogradPS.Metrics;

/// <summary>Reads the end of a metric file without what comes before it, so that the file of a long run costs no more than that of a short one.</summary>
public static class MetricTail
{
    private const int BlockSize = 4096;

    /// <summary>The last complete row by column name; empty where there is none yet. A row that is still being written does not count.</summary>
    /// <param name="path">A file as <see cref="MetricLog"/> writes it: one line a row.</param>
    /// <exception cref="MetricException">The file is missing, or its last line does not fit its header.</exception>
    public static IReadOnlyDictionary<string, object?> LastRow(string path)
    {
        byte[] lines;
        using (FileStream file = Open(path))
            lines = FirstAndLastLine(file);
        Dictionary<string, object?> row = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            using CsvReader reader = CsvReader.Create(lines.AsMemory(), MetricCsv.ReaderOptions);
            reader.ReadHeader();
            string[] columns = [.. reader.Headers];
            MetricHeader.Index(columns, path);
            if (!reader.Read()) return row;
            for (int column = 0; column < columns.Length; column++)
                row[columns[column]] = MetricValue.ParseColumn([reader.GetString(column)])[0];
            return row;
        }
        catch (CsvFormatException error)
        {
            throw MetricException.MalformedEnd(path, error);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
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

    private static byte[] FirstAndLastLine(FileStream file)
    {
        // The file may grow meanwhile; what was there is enough.
        long length = file.Length;
        List<byte> first = [], end = [];
        for (long at = 0; at < length && !first.Contains((byte)'\n'); at += BlockSize)
            first.AddRange(Block(file, at, Math.Min(BlockSize, length - at)));
        long header = first.IndexOf((byte)'\n') + 1;
        for (long at = length; at > header && end.Count(b => b == '\n') < 2;)
        {
            long size = Math.Min(BlockSize, at - header);
            at -= size;
            end.InsertRange(0, Block(file, at, size));
        }
        int last = end.LastIndexOf((byte)'\n');
        if (last < 0) return [.. first.Take((int)header)];
        int start = last == 0 ? 0 : end.LastIndexOf((byte)'\n', last - 1) + 1;
        return [.. first.Take((int)header), .. end.Skip(start).Take(last + 1 - start)];
    }

    private static byte[] Block(FileStream file, long position, long size)
    {
        byte[] block = new byte[size];
        file.Position = position;
        file.ReadExactly(block);
        return block;
    }
}
