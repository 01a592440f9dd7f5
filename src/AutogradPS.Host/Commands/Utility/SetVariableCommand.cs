using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Set-Variable: gives a variable a value, making it where it is not there.</summary>
[Cmdlet(VerbsCommon.Set, "Variable", SupportsShouldProcess = true)]
public sealed class SetVariableCommand : PSCmdlet
{
    private readonly List<object?> _values = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    [Parameter]
    public string? Description { get; set; }

    [Parameter]
    public ScopedItemOptions Option { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public string Scope { get; set; } = "Local";

    protected override void ProcessRecord() => _values.Add(Value);

    protected override void EndProcessing()
    {
        object? value = _values.Count == 1 ? _values[0] : _values.ToArray();
        foreach (string name in Name)
        {
            if (!ShouldProcess(name))
                continue;
            bool isGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Option));
            PSVariable? existing = VariableScope.Get(SessionState, name, Scope);
            var variable = new PSVariable(name, value, isGiven ? Option : existing?.Options ?? ScopedItemOptions.None)
            {
                Description = Description ?? existing?.Description ?? string.Empty,
            };
            try
            {
                VariableScope.Set(SessionState, variable, Scope, Force);
            }
            catch (SessionStateException e)
            {
                WriteError(new ErrorRecord(e.ErrorRecord, e));
                continue;
            }
            if (PassThru)
                WriteObject(variable);
        }
    }
}
