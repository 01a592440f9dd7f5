using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Move-Item: moves items to another path of the same provider.</summary>
[Cmdlet(VerbsCommon.Move, "Item", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class MoveItemCommand : ItemCommand
{
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override void Invoke(string path, ProviderContext context)
    {
        context.PassThru = PassThru;
        ProviderAccess.MoveItem(InvokeProvider.Item, path, Destination, context.Value);
    }
}
