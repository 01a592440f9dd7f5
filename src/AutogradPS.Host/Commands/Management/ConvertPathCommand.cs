using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Convert-Path: the provider's own name of an existing path, such as a file name without drive.</summary>
[Cmdlet(VerbsData.Convert, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class ConvertPathCommand : PathCommand
{
    internal override void Invoke(string path, ProviderContext context) =>
        WriteObject(ProviderAccess.Resolve(SessionState.Path, path, context.Value).Select(found => found.ProviderPath), enumerateCollection: true);
}
