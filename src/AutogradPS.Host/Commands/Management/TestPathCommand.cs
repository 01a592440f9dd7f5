using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Test-Path: whether there is an item, of the given kind, at each path.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : ItemCommand
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

    internal override object? FindParameters(ProviderContext context) =>
        ProviderAccess.GetExistsParameters(InvokeProvider.Item, Paths.FirstOrDefault() is { Length: > 0 } path ? path : ".", context.Value);

    internal override void Invoke(string path, ProviderContext context) => WriteObject(!string.IsNullOrWhiteSpace(path) && Test(path, context));

    private bool Test(string path, ProviderContext context)
    {
        try
        {
            if (IsValid)
                return SessionState.Path.IsValid(path);
            return ProviderAccess.Exists(InvokeProvider.Item, path, context.Value)
                && (PathType == PathKind.Any
                    || ProviderAccess.IsContainer(InvokeProvider.Item, path, context.Value) == (PathType == PathKind.Container));
        }
        catch (Exception e) when (e is SessionStateException or PSNotSupportedException)
        {
            return false;
        }
    }
}

/// <summary>What Test-Path looks for.</summary>
public enum PathKind
{
    Any,
    Container,
    Leaf,
}
