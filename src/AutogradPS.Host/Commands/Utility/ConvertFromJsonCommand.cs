using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>ConvertFrom-Json: the objects that JSON text stands for.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJsonCommand : PSCmdlet
{
    private readonly List<string> _input = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = string.Empty;

    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 1024;

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => _input.Add(InputObject);

    protected override void EndProcessing()
    {
        if (_input.TrueForAll(string.IsNullOrWhiteSpace))
            return;
        var reader = new JsonToObject(AsHashtable, Depth);
        try
        {
            foreach (object? value in ReadAll(reader))
                WriteObject(value, enumerateCollection: !NoEnumerate && value is object?[]);
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(new ErrorRecord(e, e.GetType().FullName, ErrorCategory.NotSpecified, targetObject: null));
        }
        catch (RuntimeException e) when (e.InnerException is InvalidOperationException)
        {
            ThrowTerminatingError(e.ErrorRecord);
        }
    }

    /// <summary>Each string is a text of its own where the first is; otherwise they are the lines of one.</summary>
    private List<object?> ReadAll(JsonToObject reader)
    {
        object? first;
        try
        {
            first = reader.Read(_input[0]);
        }
        catch (ArgumentException) when (_input.Count > 1)
        {
            return [reader.Read(string.Join(Environment.NewLine, _input))];
        }
        return [first, .. _input.Skip(1).Select(reader.Read)];
    }
}
