using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Pop-Location: goes back to the location that Push-Location remembered last.</summary>
[Cmdlet(VerbsCommon.Pop, "Location")]
[OutputType(typeof(PathInfo))]
public sealed class PopLocationCommand : ProviderCommand
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StackName { get; set; }

    protected override void ProcessRecord() =>
        Attempt(() =>
        {
            PathInfo? location = SessionState.Path.PopLocation(StackName);
            if (PassThru && location is not null)
                WriteObject(location);
        });
}
