using CsvHelper;

namespace AutogradPS.Metrics;

/// <summary>Starts and resumes metric files that grow while a run goes on; see <see cref="MetricLog{T}"/>.</summary>
public static class MetricLog
{
    /// <summary>Starts a new file with its header.</summary>
    /// <typeparam name="T">The <c>[CsvRecord]</c> type of the rows.</typeparam>
    /// <param name="path">The file; missing folders are made.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="OutputFileException">The file exists and may not be replaced, or cannot be written.</exception>
    public static MetricLog<T> Create<T>(string path, bool overwrite = false)
        where T : class
    {
        CsvRecordWriter<T> records = CsvRecordWriter.Create<T>();
        return new MetricLog<T>(AtomicFile.Open(path, overwrite ? FileMode.Create : FileMode.CreateNew), records, writeHeader: true);
    }

    /// <summary>
    /// Goes on with the file of an interrupted run. Rows after the last one that counts, and a row that was cut off
    /// while it was written, are removed, so that the file reads as if the run had never stopped.
    /// </summary>
    /// <remarks>
    /// Columns are only ever added at the end of a record. The file of an earlier version, whose columns are the first of today's, is given the
    /// others with nothing in its rows; it is replaced as a whole, so that an interruption leaves the old one or the new one.
    /// </remarks>
    /// <typeparam name="T">The <c>[CsvRecord]</c> type of the rows.</typeparam>
    /// <param name="path">The file; a missing or empty one is started.</param>
    /// <param name="keyColumn">The column that rises from row to row, such as Iteration.</param>
    /// <param name="lastKey">The value in that column of the last row to keep: that of the checkpoint.</param>
    /// <exception cref="MetricException">The columns of the file are not those of <typeparamref name="T"/>, or the file is malformed.</exception>
    public static MetricLog<T> Resume<T>(string path, string keyColumn, long lastKey)
        where T : class
    {
        CsvRecordWriter<T> records = CsvRecordWriter.Create<T>();
        string[] header = MetricHeader.Of(records);
        MetricColumns.Complete(path, header);
        FileStream file = AtomicFile.Open(path, FileMode.OpenOrCreate);
        try
        {
            long length = LengthToKeep(file, path, header, keyColumn, lastKey);
            file.SetLength(length);
            file.Position = length;
            return new MetricLog<T>(file, records, writeHeader: length == 0);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static long LengthToKeep(FileStream file, string path, string[] header, string keyColumn, long lastKey)
    {
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        int whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (whole == 0)
            return 0;

        using CsvReader reader = CsvReader.Create(bytes.AsMemory(0, whole), MetricCsv.ReaderOptions);
        try
        {
            reader.ReadHeader();
            if (!reader.Headers.SequenceEqual(header, StringComparer.Ordinal))
                throw MetricException.HeaderDiffers(path, reader.Headers, header);
            int key = reader.GetFieldIndex(keyColumn);
            while (reader.Read())
            {
                if (!reader.TryParse(key, out long value))
                    throw MetricException.NotNumeric(keyColumn, reader.GetString(key));
                if (value > lastKey)
                    return reader.ByteOffset;
            }
            return whole;
        }
        catch (CsvFormatException error)
        {
            throw MetricException.Malformed(path, error);
        }
    }
}
