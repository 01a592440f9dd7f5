using System.Management.Automation;
using System.Text;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Export-Csv: writes objects to a file of comma-separated values.</summary>
[Cmdlet(VerbsData.Export, "Csv", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class ExportCsvCommand : CsvWriterCommand, IDisposable
{
    private StreamWriter? _file;

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Path")]
    public string? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter]
    [ToEncoding]
    [ArgumentCompletions("ascii", "unicode", "utf8", "utf8BOM", "utf8NoBOM")]
    public Encoding Encoding { get; set; } = FileEncoding.Default;

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    protected override void BeginProcessing()
    {
        string path = LiteralPath ?? Path!;
        bool isLiteral = LiteralPath is not null;
        if (!ShouldProcess(path))
            return;
        if (Append)
            Columns = HeaderOf(OutputFile.Resolve(this, path, isLiteral));
        _file = OutputFile.Open(this, path, isLiteral, Encoding, Append, Force, NoClobber);
    }

    protected override void ProcessRecord()
    {
        if (_file is null)
            return;
        if (Append && Columns is not null && !Force && InputObject is not null)
            RequireColumns(InputObject);
        base.ProcessRecord();
    }

    protected override void EndProcessing() => Dispose();

    /// <summary>Closes the file; the engine calls this also where the pipeline was stopped.</summary>
    public void Dispose() => _file?.Dispose();

    private protected override void WriteLine(string line) => _file?.WriteLine(line);

    /// <summary>The columns of the file that is appended to; null where it is new.</summary>
    private List<string>? HeaderOf(string file)
    {
        if (!File.Exists(file))
            return null;
        using var reader = new StreamReader(file, Encoding);
        return CsvText.Parse(reader, Delimiter).FirstOrDefault();
    }

    private void RequireColumns(PSObject item)
    {
        string? missing = Columns!.FirstOrDefault(column =>
            item.BaseObject is System.Collections.IDictionary entries ? !entries.Contains(column) : item.Properties[column] is null);
        if (missing is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new InvalidOperationException(
                    $"Cannot append CSV content: the object has no property that corresponds to the column {missing}. To continue, add the -Force parameter, and then retry the command."),
                "CannotAppendCsvWithMismatchedPropertyNames", ErrorCategory.InvalidData, item));
        }
    }
}
