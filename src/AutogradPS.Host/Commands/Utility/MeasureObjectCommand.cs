using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;
using Microsoft.PowerShell.Commands;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Measure-Object: counts, sums and extremes of numbers; lines, words and characters of text.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object", DefaultParameterSetName = "GenericMeasure")]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private readonly Dictionary<string, Statistics> _statistics = new(StringComparer.OrdinalIgnoreCase);

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public PSPropertyExpression[]? Property { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter StandardDeviation { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Sum { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter AllStats { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Average { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Maximum { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Minimum { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter Line { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter Word { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter Character { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter IgnoreWhiteSpace { get; set; }

    private bool IsText => ParameterSetName == "TextMeasure";

    private bool NeedsNumbers => Sum || Average || StandardDeviation || AllStats;

    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        if (Property is null)
        {
            Add(string.Empty, InputObject.BaseObject);
            return;
        }
        foreach (PSPropertyExpression asked in Property)
            foreach (PSPropertyExpression property in asked.ResolveNames(InputObject))
                foreach (PSPropertyExpressionResult found in property.GetValues(InputObject).Where(found => found is { Exception: null, Result: not null }))
                    Add(property.ToString(), found.Result is PSObject wrapped ? wrapped.BaseObject : found.Result);
    }

    protected override void EndProcessing()
    {
        if (Property is null && _statistics.Count == 0)
            _statistics.Add(string.Empty, new Statistics());
        foreach ((string name, Statistics values) in _statistics)
            WriteObject(IsText ? values.ToText(NameOrNull(name), Line, Word, Character) : ToNumbers(name, values));
    }

    private PSObject ToNumbers(string name, Statistics values) =>
        values.ToMeasure(
            NameOrNull(name), sum: Sum || AllStats, average: Average || AllStats, maximum: Maximum || AllStats,
            minimum: Minimum || AllStats, deviation: StandardDeviation || AllStats);

    private void Add(string name, object value)
    {
        if (!_statistics.TryGetValue(name, out Statistics? statistics))
            _statistics.Add(name, statistics = new Statistics());
        if (IsText)
        {
            statistics.AddText(PSObject.AsPSObject(value).ToString(), IgnoreWhiteSpace);
            return;
        }
        double number = 0;
        if (NeedsNumbers && !LanguagePrimitives.TryConvertTo(value, out number))
        {
            statistics.AddOther();
            WriteError(new ErrorRecord(
                new PSInvalidCastException($"Input object \"{value}\" is not numeric."), "NonNumericInputObject", ErrorCategory.InvalidType, value));
            return;
        }
        statistics.Add(value, number);
    }

    private static string? NameOrNull(string name) => name.Length == 0 ? null : name;
}
