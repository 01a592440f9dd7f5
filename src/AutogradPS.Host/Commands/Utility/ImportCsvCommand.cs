using System.Management.Automation;
using System.Text;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Import-Csv: one object for each row of a file of comma-separated values.</summary>
[Cmdlet(VerbsData.Import, "Csv", DefaultParameterSetName = "Path")]
public sealed class ImportCsvCommand : PathCommand
{
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    [Parameter]
    [ToEncoding]
    [ArgumentCompletions("ascii", "unicode", "utf8", "utf8BOM", "utf8NoBOM")]
    public Encoding Encoding { get; set; } = FileEncoding.Default;

    internal override void Invoke(string path, ProviderContext context)
    {
        // A path without wildcards that is not there is for opening to report.
        IEnumerable<string> files = LiteralPath is null && WildcardPattern.ContainsWildcardCharacters(path)
            ? SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _)
            : [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)];
        foreach (string file in files)
        {
            try
            {
                using var reader = new StreamReader(file, Encoding);
                foreach (PSObject row in CsvRows.Read(reader, Delimiter, Header, WriteWarning))
                    WriteObject(row);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                ThrowTerminatingError(new ErrorRecord(e, "FileOpenFailure", ErrorCategory.OpenError, file));
            }
        }
    }
}
