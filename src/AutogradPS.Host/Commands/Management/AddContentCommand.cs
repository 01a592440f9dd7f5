using System.Management.Automation;
using System.Management.Automation.Provider;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Add-Content: writes after what is in a file.</summary>
[Cmdlet(VerbsCommon.Add, "Content", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class AddContentCommand : WriteContentCommand
{
    private protected override void BeforeOpening(string path, ProviderContext context)
    {
    }

    private protected override void AfterOpening(IContentWriter writer) => writer.Seek(0, SeekOrigin.End);
}
