using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Resolve-Path: the existing paths that a path with wildcards stands for.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo), typeof(string))]
public sealed class ResolvePathCommand : PathCommand
{
    [Parameter]
    public SwitchParameter Relative { get; set; }

    internal override void Invoke(string path, ProviderContext context)
    {
        foreach (PathInfo found in ProviderAccess.Resolve(SessionState.Path, path, context.Value))
            WriteObject(Relative ? ToRelative(found) : found);
    }

    private string ToRelative(PathInfo found)
    {
        string relative = SessionState.Path.NormalizeRelativePath(found.Path, SessionState.Path.CurrentLocation.ProviderPath);
        return relative.StartsWith('.') ? relative : SessionState.Path.Combine(".", relative);
    }
}
