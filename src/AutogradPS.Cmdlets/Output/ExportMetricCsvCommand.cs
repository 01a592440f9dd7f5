using System.Management.Automation;
using AutogradPS.Errors;
using AutogradPS.Metrics;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Writes records of metrics to a CSV file that reads back exactly.</summary>
/// <remarks>
/// Every property of the records becomes a column; a record without it has an empty cell. Numbers are written as the
/// shortest text that gives the same number again, whatever the culture of the session; NaN, Infinity and -Infinity as such;
/// tensors of one element as their number. The file is UTF-8 without byte order mark. It is written as a whole when
/// all records have come: nobody sees half of it, and an existing file is lost only to a complete new one.
/// </remarks>
/// <example>
/// <title>From objects to a file</title>
/// <code>
/// 1..100 | ForEach-Object { [pscustomobject]@{ Iteration = $_; Loss = 1 / $_ } } | Export-MetricCsv decay.csv
/// </code>
/// <para>The records of Start-WganTraining are piped in the same way; their run directory has such a file already.</para>
/// </example>
/// <example>
/// <title>One's own numbers, collected over several runs</title>
/// <code>
/// [pscustomobject]@{ LearningRate = 1e-4; Modes = 8 } | Export-MetricCsv results.csv -Append
/// [pscustomobject]@{ LearningRate = 1e-3; Modes = 6 } | Export-MetricCsv results.csv -Append
/// </code>
/// <para>Each call appends a row. The columns must be those of the file, in whatever order.</para>
/// </example>
[Cmdlet(VerbsData.Export, "MetricCsv", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMetricCsvCommand : ExportCmdlet
{
    private readonly MetricTableBuilder _records = new();

    /// <summary>Records: objects with properties, or hashtables.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>Add the rows to the end of the file, which must have the same columns; a missing file is made.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <inheritdoc/>
    protected override bool MayReplace => Force || Append;

    /// <inheritdoc/>
    protected override void Process() => _records.Add(MetricRecord.Of(InputObject));

    /// <inheritdoc/>
    protected override void End()
    {
        if (_records.Count == 0)
            throw new AutogradPSException("MetricsMissing", ErrorKind.InvalidArgument, "No record came down the pipeline, so no file was written.");
        MetricTable table = _records.ToTable();
        Write($"{(Append ? "Append" : "Write")} {table.Rows.Count} rows of metrics", file =>
        {
            if (Append) MetricCsv.Append(table, file);
            else MetricCsv.Write(table, file, Force);
            return [];
        });
    }
}
