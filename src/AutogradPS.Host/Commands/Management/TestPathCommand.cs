using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Test-Path: whether there is an item, of the given kind, at each path.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PathCommand
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public override string[]? Path { get; set; }

    [Parameter]
    [Alias("Type")]
    public PathKind PathType { get; set; }

    [Parameter]
    public SwitchParameter IsValid { get; set; }

    protected override void ProcessRecord()
    {
        if (!Paths.Any() || Paths.Contains(null!))
        {
            WriteError(new ErrorRecord(
                new ArgumentNullException(nameof(Path), "The Path is null or empty."), "NullPathNotPermitted", ErrorCategory.InvalidArgument, Path));
            return;
        }
        base.ProcessRecord();
    }

    internal override void Invoke(string path, ProviderContext context) => WriteObject(Test(path));

    private bool Test(string path)
    {
        try
        {
            if (string.IsNullOrWhiteSpace(path))
                return false;
            if (IsValid)
                return SessionState.Path.IsValid(path);
            bool isLiteral = LiteralPath is not null;
            return InvokeProvider.Item.Exists(path, force: false, isLiteral)
                && PathType switch
                {
                    PathKind.Container => IsContainer(path, isLiteral),
                    PathKind.Leaf => !IsContainer(path, isLiteral),
                    _ => true,
                };
        }
        catch (Exception e) when (e is SessionStateException or PSNotSupportedException)
        {
            return false;
        }
    }

    private bool IsContainer(string path, bool isLiteral) =>
        InvokeProvider.Item.IsContainer(isLiteral ? WildcardPattern.Escape(path) : path);
}

/// <summary>What Test-Path looks for.</summary>
public enum PathKind
{
    Any,
    Container,
    Leaf,
}
