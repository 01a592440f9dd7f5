using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Get-ChildItem: the items in a container; -File, -Directory and their like come from the file system's provider.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItemCommand : ItemCommand
{
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; } = [string.Empty];

    [Parameter(Position = 1)]
    public override string? Filter { get; set; }

    [Parameter]
    [Alias("s", "r")]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public uint Depth { get; set; } = uint.MaxValue;

    [Parameter]
    public SwitchParameter Name { get; set; }

    internal override object? FindParameters(ProviderContext context) =>
        ProviderAccess.GetChildItemParameters(
            InvokeProvider.ChildItem, Paths.FirstOrDefault() is { Length: > 0 } path ? path : ".", Recurse, context.Value);

    internal override void Invoke(string path, ProviderContext context)
    {
        bool recurse = Recurse || Depth != uint.MaxValue;
        if (Name)
            ProviderAccess.GetChildNames(InvokeProvider.ChildItem, path, ReturnContainers.ReturnMatchingContainers, recurse, Depth, context.Value);
        else
            ProviderAccess.GetChildItem(InvokeProvider.ChildItem, path, recurse, Depth, context.Value);
    }
}
