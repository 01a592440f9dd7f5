using System.Management.Automation;
using System.Management.Automation.Provider;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Set-Content: replaces what is in a file.</summary>
[Cmdlet(VerbsCommon.Set, "Content", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class SetContentCommand : WriteContentCommand
{
    private protected override void BeforeOpening(string path, ProviderContext context)
    {
        if (InvokeProvider.Item.Exists(path, Force, LiteralPath is not null))
            ProviderAccess.ClearContent(InvokeProvider.Content, path, context.Value);
    }

    private protected override void AfterOpening(IContentWriter writer)
    {
    }
}
