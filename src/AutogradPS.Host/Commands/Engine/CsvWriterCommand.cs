using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>What Export-Csv and ConvertTo-Csv share: the columns are the properties of the first object.</summary>
public abstract class CsvWriterCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public virtual PSObject? InputObject { get; set; }

    [Parameter(Position = 1)]
    [ValidateNotNull]
    public virtual char Delimiter { get; set; } = ',';

    [Parameter]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; } = true;

    [Parameter]
    [Alias("UQ")]
    public QuoteKind UseQuotes { get; set; } = QuoteKind.Always;

    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    private protected IReadOnlyList<string>? Columns { get; set; }

    private protected abstract void WriteLine(string line);

    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        if (Columns is null)
        {
            Columns = ColumnsOf(InputObject);
            if (!NoHeader)
                WriteLine(CsvText.Join(Columns, Delimiter, UseQuotes));
        }
        WriteLine(CsvText.Join(Columns.Select(column => ValueOf(InputObject, column)), Delimiter, UseQuotes));
    }

    private static List<string> ColumnsOf(PSObject item) =>
        item.BaseObject is System.Collections.IDictionary entries
            ? [.. entries.Keys.Cast<object>().Select(key => key.ToString()!)]
            : [.. item.Properties.Select(property => property.Name)];

    private static string? ValueOf(PSObject item, string column)
    {
        object? value = item.BaseObject is System.Collections.IDictionary entries ? entries[column] : item.Properties[column]?.Value;
        return value?.ToString();
    }
}
