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

    internal override void Invoke(string path, ProviderContext context)
    {
        // With -Recurse the filters are for what lies below the path.
        if (Recurse)
            context.Select(include: null, exclude: null, filter: null);
        foreach (PathInfo item in ProviderAccess.Resolve(SessionState.Path, path, context.Value))
        {
            ProviderContext removal = NewContext();
            Attempt(() =>
            {
                if (ProviderAccess.IsCurrentLocationOrAncestor(SessionState.Path, item.Path, removal.Value))
                    WriteError(InUse(item));
                else if (Recurse || !HasContent(item) || MayRemoveContent(item))
                    ProviderAccess.RemoveItem(SessionState, item, Recurse || HasContent(item), removal);
            });
        }
    }

    private static ErrorRecord InUse(PathInfo item) => new(
        new PSInvalidOperationException($"Cannot remove the item at '{item.Path}' because it is in use."),
        "InvalidOperation", ErrorCategory.InvalidOperation, item.Path);

    // Of a link to a directory, only the link goes.
    private bool HasContent(PathInfo item) =>
        new DirectoryInfo(item.ProviderPath).LinkTarget is null
        && InvokeProvider.ChildItem.HasChild(item.Path, Force, literalPath: true);

    private bool MayRemoveContent(PathInfo item) =>
        ShouldContinue(
            $"The item at {item.Path} has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?",
            "Confirm", ref _yesToAll, ref _noToAll);
}
