using CsvHelper;

namespace AutogradPS.Metrics;

/// <summary>A metric file that grows while a run goes on: typed columns, every row on disk before the next one is computed.</summary>
/// <typeparam name="T">A <c>[CsvRecord] public partial record</c>; its members are the columns.</typeparam>
/// <remarks>Each row reaches the operating system in one write, so that a killed process leaves whole rows, and readers see them at once.</remarks>
public sealed class MetricLog<T> : IDisposable
    where T : class
{
    private readonly FileStream _file;
    private readonly CsvWriter _writer;

    internal MetricLog(FileStream file, CsvRecordWriter<T> records, bool writeHeader)
    {
        _file = file;
        _writer = CsvWriter.Create(file, MetricCsv.WriterOptions, leaveOpen: true);
        if (!writeHeader)
            return;
        records.WriteHeader(_writer);
        _writer.EndRecord();
        _writer.Flush();
    }

    /// <summary>Writes one row and hands it to the operating system.</summary>
    public void Append(T record)
    {
        _writer.WriteRecord(record);
        _writer.Flush();
    }

    /// <summary>Waits until every row so far is on the disk itself, as a checkpoint wants it.</summary>
    public void FlushToDisk() => _file.Flush(flushToDisk: true);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }
}
