using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Join-Path: puts paths together with their provider's separator.</summary>
[Cmdlet(VerbsCommon.Join, "Path")]
[OutputType(typeof(string))]
public sealed class JoinPathCommand : ProviderCommand
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? ChildPath { get; set; }

    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? AdditionalChildPath { get; set; }

    [Parameter]
    public SwitchParameter Resolve { get; set; }

    protected override void ProcessRecord()
    {
        PathIntrinsics paths = SessionState.Path;
        string child = (ChildPath ?? []).Concat(AdditionalChildPath ?? []).Aggregate(string.Empty, paths.Combine);
        foreach (string path in Path)
        {
            Attempt(() =>
            {
                string joined = paths.Combine(path, child);
                if (!Resolve)
                    WriteObject(joined);
                else
                    WriteObject(paths.GetResolvedPSPathFromPSPath(joined).Select(found => found.Path), enumerateCollection: true);
            });
        }
    }
}
