using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>A command over existing items, with the filters that all of pwsh's item commands share.</summary>
public abstract class ItemCommand : PathCommand
{
    [Parameter]
    public virtual string? Filter { get; set; }

    [Parameter]
    public string[]? Include { get; set; }

    [Parameter]
    public string[]? Exclude { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override ProviderContext NewContext()
    {
        ProviderContext context = base.NewContext();
        context.Force = Force;
        context.Select(Include, Exclude, Filter);
        return context;
    }
}
