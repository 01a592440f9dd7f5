using CsvHelper;

namespace AutogradPS.Metrics;

/// <summary>A metric file that grows while a run goes on: typed columns, every row on disk before the next one is computed.</summary>
/// <typeparam name="T">A <c>[CsvRecord] public partial record</c>; its members are the columns.</typeparam>
/// <remarks>
/// Each row reaches the operating system in one write, so that a killed process leaves whole rows, and readers see them at once. Of a row
/// that does not fit on the disk nothing stays.
/// </remarks>
public sealed class MetricLog<T> : IDisposable
    where T : class
{
    private readonly FileStream _file;
    private readonly MemoryStream _row = new();
    private readonly CsvWriter _writer;

    internal MetricLog(FileStream file, CsvRecordWriter<T> records, bool writeHeader)
    {
        _file = file;
        _writer = CsvWriter.Create(_row, MetricCsv.WriterOptions, leaveOpen: true);
        if (!writeHeader)
            return;
        records.WriteHeader(_writer);
        _writer.EndRecord();
        WriteRow();
    }

    /// <summary>Writes one row and hands it to the operating system.</summary>
    /// <exception cref="OutputFileException">DiskFull, FileNotWritable. The file then ends with the row before.</exception>
    public void Append(T record)
    {
        _writer.WriteRecord(record);
        WriteRow();
    }

    /// <summary>Waits until every row so far is on the disk itself, as a checkpoint wants it.</summary>
    /// <exception cref="OutputFileException">DiskFull, FileNotWritable.</exception>
    public void FlushToDisk()
    {
        try
        {
            _file.Flush(flushToDisk: true);
        }
        catch (IOException error)
        {
            throw OutputFileException.From(_file.Name, error);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _row.Dispose();
        _file.Dispose();
    }

    private void WriteRow()
    {
        long before = _file.Position;
        try
        {
            _writer.Flush();
            _file.Write(_row.GetBuffer(), 0, (int)_row.Length);
        }
        catch (IOException error)
        {
            _file.SetLength(before);
            _file.Position = before;
            throw OutputFileException.From(_file.Name, error);
        }
        finally
        {
            _row.SetLength(0);
        }
    }
}
