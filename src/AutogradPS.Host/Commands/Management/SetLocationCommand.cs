using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Set-Location: goes to a path; home without one, back and forth with - and +.</summary>
[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo))]
public sealed class SetLocationCommand : ProviderCommand
{
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        string path = LiteralPath is not null ? WildcardPattern.Escape(LiteralPath)
            : string.IsNullOrEmpty(Path) ? SessionState.Provider.GetOne("FileSystem").Home
            : Path;
        Attempt(() =>
        {
            PathInfo location = SessionState.Path.SetLocation(path);
            if (PassThru)
                WriteObject(location);
        });
    }
}
