using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>
/// A command that does one thing to each of its paths. <see cref="Path"/> is virtual because attributes of a parameter
/// are not inherited, and some leaves change its position, pipeline input or necessity.
/// </summary>
public abstract class PathCommand : ProviderCommand
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public virtual string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    private protected IEnumerable<string> Paths => LiteralPath ?? Path ?? [];

    internal abstract void Invoke(string path, ProviderContext context);

    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
            Attempt(() => Invoke(path, NewContext()));
    }

    private protected override ProviderContext NewContext()
    {
        ProviderContext context = base.NewContext();
        context.IsLiteral = LiteralPath is not null;
        return context;
    }
}
