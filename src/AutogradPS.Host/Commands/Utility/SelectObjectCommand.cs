using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Select-Object: some of the objects, or some of their properties. -First stops the commands before it.</summary>
[Cmdlet(VerbsCommon.Select, "Object", DefaultParameterSetName = "Default")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _last = new();
    private readonly List<PSObject> _seen = [];
    private PropertySelection? _selection;
    private int _index = -1;
    private int _passed;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, ParameterSetName = "Default")]
    [Parameter(Position = 0, ParameterSetName = "SkipLast")]
    public object[]? Property { get; set; }

    [Parameter(ParameterSetName = "Default")]
    [Parameter(ParameterSetName = "SkipLast")]
    public string[]? ExcludeProperty { get; set; }

    [Parameter(ParameterSetName = "Default")]
    [Parameter(ParameterSetName = "SkipLast")]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    [Parameter(ParameterSetName = "Default")]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; }

    [Parameter(ParameterSetName = "Default")]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    [Parameter(ParameterSetName = "Default")]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "SkipLast")]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    [Parameter(ParameterSetName = "Default")]
    [Parameter(ParameterSetName = "Index")]
    public SwitchParameter Wait { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Index")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Index { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "SkipIndex")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? SkipIndex { get; set; }

    private bool HasFirst => First != int.MaxValue;

    private bool HasLast => MyInvocation.BoundParameters.ContainsKey(nameof(Last));

    protected override void BeginProcessing()
    {
        if (Property is not null || ExcludeProperty is not null || ExpandProperty is not null)
            _selection = new PropertySelection(Property, ExcludeProperty, ExpandProperty);
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null || !MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
            return;
        _index++;
        if (Index is not null)
            TakeAtIndex();
        else if (SkipIndex is not null)
            Pass(InputObject, when: !SkipIndex.Contains(_index));
        else if (ParameterSetName == "SkipLast")
            Delay(SkipLast, whenFull: oldest => Pass(oldest));
        else
            TakeFromEnds();
    }

    protected override void EndProcessing()
    {
        if (ParameterSetName == "SkipLast")
            return;
        // -Skip counts from the end where only -Last is given.
        int count = HasFirst || !HasLast ? _last.Count : _last.Count - Skip;
        foreach (PSObject item in _last.Take(Math.Max(0, count)))
            Pass(item);
    }

    private void TakeAtIndex()
    {
        Pass(InputObject!, when: Index!.Contains(_index));
        if (!Wait && _index >= Index!.Max())
            throw Upstream.Stop(this);
    }

    private void TakeFromEnds()
    {
        bool fromFront = HasFirst || !HasLast;
        if (fromFront && _index < Skip)
            return;
        if (fromFront && _passed < First)
        {
            _passed++;
            Pass(InputObject!);
        }
        else if (HasLast)
        {
            Delay(fromFront ? Last : Last + Skip, whenFull: _ => { });
        }
        if (HasFirst && !HasLast && !Wait && _passed >= First)
            throw Upstream.Stop(this);
    }

    private void Delay(int length, Action<PSObject> whenFull)
    {
        _last.Enqueue(InputObject!);
        if (_last.Count > length)
            whenFull(_last.Dequeue());
    }

    private void Pass(PSObject item, bool when = true)
    {
        if (!when)
            return;
        if (_selection is null)
            Emit(item);
        else
            foreach (PSObject? selected in _selection.Apply(item, WriteError))
                Emit(selected);
    }

    private void Emit(PSObject? item)
    {
        if (!Unique)
        {
            WriteObject(item);
            return;
        }
        if (item is null || _seen.Exists(seen => ObjectComparer.AreSame(seen, item, caseSensitive: !CaseInsensitive)))
            return;
        _seen.Add(item);
        WriteObject(item);
    }
}
