using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Get-Variable: variables by name, or their values.</summary>
[Cmdlet(VerbsCommon.Get, "Variable")]
[OutputType(typeof(PSVariable))]
public sealed class GetVariableCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    [Parameter]
    public string? Scope { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            List<PSVariable> found = Find(name);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(new ErrorRecord(
                    new ItemNotFoundException($"Cannot find a variable with the name '{name}'."), "VariableNotFound", ErrorCategory.ObjectNotFound, name));
            }
            foreach (PSVariable variable in found)
                WriteObject(ValueOnly ? variable.Value : variable);
        }
    }

    private List<PSVariable> Find(string name)
    {
        IEnumerable<string> names = WildcardPattern.ContainsWildcardCharacters(name)
            ? InvokeProvider.ChildItem.Get("Variable:", recurse: false)
                .Select(item => ((PSVariable)item.BaseObject).Name)
                .Where(WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch)
                .Order(StringComparer.OrdinalIgnoreCase)
            : [name];
        return [.. names.Select(Get).OfType<PSVariable>()];
    }

    private PSVariable? Get(string name) =>
        Scope is null ? SessionState.PSVariable.Get(name) : VariableScope.Get(SessionState, name, Scope);
}
