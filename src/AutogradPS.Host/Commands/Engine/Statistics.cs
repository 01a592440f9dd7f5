using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>What Measure-Object keeps of the values it has seen.</summary>
internal sealed class Statistics
{
    private static readonly ObjectComparer Order = new(caseSensitive: false);

    private int _count;
    private bool _hasOther;
    private double _sum;
    private double _mean;
    private double _squares;
    private object? _maximum;
    private object? _minimum;
    private int _lines;
    private int _words;
    private int _characters;

    public void Add(object value, double number)
    {
        _count++;
        _sum += number;
        // Welford's recurrence: the sum of squared deviations without a second pass.
        double distance = number - _mean;
        _mean += distance / _count;
        _squares += distance * (number - _mean);
        if (_maximum is null || Order.Compare(value, _maximum) > 0)
            _maximum = value;
        if (_minimum is null || Order.Compare(value, _minimum) < 0)
            _minimum = value;
    }

    /// <summary>Counts a value that is no number; there is no sum then.</summary>
    public void AddOther()
    {
        _count++;
        _hasOther = true;
    }

    public void AddText(string text, bool ignoreWhiteSpace)
    {
        _lines += text.Length == 0 ? 0 : text.TrimEnd('\n').Count(character => character == '\n') + 1;
        _words += text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        _characters += ignoreWhiteSpace ? text.Count(character => !char.IsWhiteSpace(character)) : text.Length;
    }

    /// <summary>The result of pwsh's type GenericMeasureInfo; what was not asked for is null.</summary>
    public PSObject ToMeasure(string? property, bool sum, bool average, bool maximum, bool minimum, bool deviation) =>
        Result(
            "GenericMeasureInfo",
            ("Count", _count),
            ("Average", average && _count > 0 && !_hasOther ? _sum / _count : null),
            ("Sum", sum && !_hasOther ? _sum : null),
            ("Maximum", maximum ? Number(_maximum) : null),
            ("Minimum", minimum ? Number(_minimum) : null),
            ("StandardDeviation", deviation && _count > 0 && !_hasOther ? (_count > 1 ? Math.Sqrt(_squares / (_count - 1)) : 0d) : null),
            ("Property", property));

    public PSObject ToText(string? property, bool lines, bool words, bool characters) =>
        Result(
            "TextMeasureInfo",
            ("Lines", lines ? _lines : null),
            ("Words", words ? _words : null),
            ("Characters", characters ? _characters : null),
            ("Property", property));

    private static object? Number(object? value) =>
        value is not null && value is not string && value.GetType().IsPrimitive ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) : value;

    private static PSObject Result(string typeName, params (string Name, object? Value)[] properties)
    {
        var result = new PSObject();
        result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands." + typeName);
        foreach ((string name, object? value) in properties)
            result.Properties.Add(new PSNoteProperty(name, value));
        return result;
    }
}
