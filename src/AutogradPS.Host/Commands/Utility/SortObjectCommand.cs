using System.Globalization;
using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Sort-Object: the objects in order of themselves or of their properties; equal ones keep their order.</summary>
[Cmdlet("Sort", "Object", DefaultParameterSetName = "Default")]
public sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<SortEntry> _entries = [];
    private PropertySpec[] _properties = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    [Parameter(ParameterSetName = "Default")]
    public SwitchParameter Stable { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Top")]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Bottom")]
    [ValidateRange(1, int.MaxValue)]
    public int Bottom { get; set; }

    protected override void BeginProcessing() => _properties = PropertySpec.ParseAll(Property);

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
            _entries.Add(new SortEntry(InputObject, _properties));
    }

    protected override void EndProcessing()
    {
        var comparer = new ObjectComparer(CaseSensitive, Culture is null ? null : CultureInfo.GetCultureInfo(Culture));
        Comparison<SortEntry> compare = (x, y) => SortEntry.Compare(x, y, comparer, IsDescending);
        List<SortEntry> sorted = [.. _entries.Order(Comparer<SortEntry>.Create(compare))];
        if (Unique)
            sorted = [.. sorted.Where((entry, i) => i == 0 || compare(sorted[i - 1], entry) != 0)];

        IEnumerable<SortEntry> wanted = ParameterSetName switch
        {
            "Top" => sorted.Take(Top),
            "Bottom" => sorted.TakeLast(Bottom),
            _ => sorted,
        };
        foreach (SortEntry entry in wanted)
            WriteObject(entry.Item);
    }

    private bool IsDescending(int key) => (key < _properties.Length ? _properties[key].Descending : null) ?? Descending;
}
