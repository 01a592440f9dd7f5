using System.Management.Automation;
using AutogradPS.Metrics;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Reads metrics from CSV files, as objects whose numbers are numbers.</summary>
/// <remarks>
/// Each row becomes an object with a property per column. The type of a column is the narrowest that fits all of its cells: long,
/// double, bool, date and time, or else string; an empty cell of a column of numbers is $null. Where several files are
/// read, the property Source tells them apart: the name of the file, or of its folder where all files are called the same.
/// </remarks>
/// <example>
/// <title>From a file to a chart</title>
/// <code>
/// 1..100 | ForEach-Object { [pscustomobject]@{ Iteration = $_; CriticLoss = -1 / $_; GeneratorLoss = 1 / $_ } } | Export-MetricCsv losses.csv
/// Import-MetricCsv losses.csv | Export-MetricChart losses.png -Metric *Loss -Smoothing 0.9
/// </code>
/// <para>The metrics.csv of a run directory is read in the same way.</para>
/// </example>
/// <example>
/// <title>The last row of every run</title>
/// <code>
/// foreach ($run in 'a', 'b') { 1..5 | ForEach-Object { [pscustomobject]@{ Iteration = $_; Loss = 1 / $_ } } | Export-MetricCsv runs/$run/metrics.csv }
/// Import-MetricCsv runs/*/metrics.csv | Group-Object Source | ForEach-Object { $_.Group[-1] }
/// </code>
/// <para>Source is the name of the run's folder.</para>
/// </example>
[Cmdlet(VerbsData.Import, "MetricCsv", DefaultParameterSetName = "Path")]
[OutputType(typeof(PSObject))]
public sealed class ImportMetricCsvCommand : GuardedCmdlet
{
    private const string SourceColumn = "Source";

    private readonly List<string> _files = [];

    /// <summary>The files; wildcards are resolved.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, each name taken as it is.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Add the property Source even for a single file.</summary>
    [Parameter]
    public SwitchParameter IncludeSource { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _files.AddRange(ParameterSetName == "Path"
        ? Path.SelectMany(path => SessionPath.Files(SessionState.Path, path))
        : LiteralPath.Select(path => SessionPath.File(SessionState.Path, path)));

    /// <inheritdoc/>
    protected override void End()
    {
        string[] names = MetricSource.Names(_files);
        bool addSource = IncludeSource || _files.Count > 1;
        for (int index = 0; index < names.Length && !Stopping; index++)
        {
            MetricTable table = MetricCsv.Read(_files[index]);
            string? source = addSource && table.IndexOf(SourceColumn) < 0 ? names[index] : null;
            foreach (IReadOnlyList<object?> row in table.Rows)
                WriteObject(ToObject(table.Columns, row, source));
        }
    }

    private static PSObject ToObject(IReadOnlyList<string> columns, IReadOnlyList<object?> row, string? source)
    {
        PSObject record = new();
        if (source is not null) record.Properties.Add(new PSNoteProperty(SourceColumn, source));
        for (int column = 0; column < columns.Count; column++)
            record.Properties.Add(new PSNoteProperty(columns[column], row[column]));
        return record;
    }
}
