using System.Collections.ObjectModel;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Group-Object: the objects that agree in a value or in properties, with their count.</summary>
[Cmdlet("Group", "Object", DefaultParameterSetName = "List")]
public sealed class GroupObjectCommand : PSCmdlet
{
    private readonly List<SortEntry> _entries = [];
    private PropertySpec[] _properties = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter NoElement { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "HashTable")]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter(ParameterSetName = "HashTable")]
    public SwitchParameter AsString { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    protected override void BeginProcessing() => _properties = PropertySpec.ParseAll(Property);

    protected override void ProcessRecord()
    {
        if (InputObject is not null && new SortEntry(InputObject, _properties) is { IsBare: false } entry)
            _entries.Add(entry);
    }

    protected override void EndProcessing()
    {
        var comparer = new ObjectComparer(CaseSensitive, Culture is null ? null : CultureInfo.GetCultureInfo(Culture));
        var groups = new List<List<SortEntry>>();
        foreach (SortEntry entry in _entries.Order(Comparer<SortEntry>.Create((x, y) => SortEntry.Compare(x, y, comparer, _ => false))))
        {
            if (groups.Count > 0 && SortEntry.Compare(groups[^1][0], entry, comparer, _ => false) == 0)
                groups[^1].Add(entry);
            else
                groups.Add([entry]);
        }

        if (AsHashTable)
            WriteObject(ToHashtable(groups));
        else
            foreach (List<SortEntry> group in groups)
                WriteObject(ToGroup(group));
    }

    private PSObject ToGroup(List<SortEntry> group)
    {
        var info = new GroupInfo(Name(group[0]), [.. group[0].Values], group.Count, NoElement ? [] : [.. group.Select(entry => entry.Item)]);
        return NamedView.As(info, NoElement ? "GroupInfoNoElement" : "GroupInfo");
    }

    private Hashtable ToHashtable(List<List<SortEntry>> groups)
    {
        var table = new Hashtable(CaseSensitive ? null : StringComparer.OrdinalIgnoreCase);
        foreach (List<SortEntry> group in groups)
        {
            object key = AsString || group[0].Keys.Length > 1 || group[0].Keys[0] is null ? Name(group[0]) : group[0].Keys[0]!;
            table[key] = group.Select(entry => entry.Item).ToArray();
        }
        return table;
    }

    private static string Name(SortEntry entry) =>
        string.Join(", ", entry.Values.Where(value => value is not null).Select(value => value is ICollection items
            ? "{" + string.Join(", ", items.Cast<object>()) + "}"
            : PSObject.AsPSObject(value!).ToString()));
}

/// <summary>One group that Group-Object made.</summary>
/// <param name="Name">The values in common, as text.</param>
/// <param name="Values">The values in common.</param>
/// <param name="Count">How many objects share them.</param>
/// <param name="Group">The objects; none with -NoElement.</param>
public sealed record GroupInfo(string Name, Collection<object?> Values, int Count, Collection<PSObject> Group);
