using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Get-Item: the items at the paths.</summary>
[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItemCommand : ItemCommand
{
    internal override void Invoke(string path, ProviderContext context) =>
        ProviderAccess.GetItem(InvokeProvider.Item, path, context.Value);
}
