using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Remove-Item: removes items; asks before it takes a container's content with it, unless -Recurse says so.</summary>
[Cmdlet(VerbsCommon.Remove, "Item", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class RemoveItemCommand : ItemCommand
{
    private bool _yesToAll;
    private bool _noToAll;

    [Parameter]
    public SwitchParameter Recurse { get; set; }

    internal override void Invoke(string path, ProviderContext context) =>
        ProviderAccess.RemoveItem(InvokeProvider.Item, path, Recurse || (HasContent(path) && MayRemoveContent(path)), context.Value);

    private bool HasContent(string path) =>
        InvokeProvider.Item.Exists(path, Force, LiteralPath is not null)
        && InvokeProvider.ChildItem.HasChild(path, Force, LiteralPath is not null);

    // Without leave, the provider refuses to remove a container that is not empty.
    private bool MayRemoveContent(string path) =>
        !MyInvocation.BoundParameters.ContainsKey("WhatIf")
        && ShouldContinue(
            $"The item at {path} has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?",
            "Confirm", ref _yesToAll, ref _noToAll);
}
