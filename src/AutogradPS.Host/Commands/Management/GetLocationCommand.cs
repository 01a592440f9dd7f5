using System.Management.Automation;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Get-Location: the current location, or the stack that Push-Location fills.</summary>
[Cmdlet(VerbsCommon.Get, "Location", DefaultParameterSetName = "Location")]
[OutputType(typeof(PathInfo), typeof(PathInfoStack))]
public sealed class GetLocationCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "Stack")]
    public SwitchParameter Stack { get; set; }

    [Parameter(ParameterSetName = "Stack", ValueFromPipelineByPropertyName = true)]
    public string[] StackName { get; set; } = [string.Empty];

    protected override void ProcessRecord()
    {
        if (ParameterSetName != "Stack")
        {
            WriteObject(SessionState.Path.CurrentLocation);
            return;
        }
        foreach (string name in StackName)
            WriteObject(SessionState.Path.LocationStack(name), enumerateCollection: false);
    }
}
