using System.Management.Automation;
using System.Text;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Tee-Object: keeps the objects in a file or a variable, and passes them on.</summary>
[Cmdlet("Tee", "Object", DefaultParameterSetName = "File")]
public sealed class TeeObjectCommand : PSCmdlet, IDisposable
{
    private readonly List<PSObject> _kept = [];
    private SteppablePipeline? _file;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "File")]
    [Alias("Path")]
    public string? FilePath { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralFile")]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(ParameterSetName = "File")]
    [Parameter(ParameterSetName = "Variable")]
    public SwitchParameter Append { get; set; }

    [Parameter(ParameterSetName = "File")]
    [Parameter(ParameterSetName = "LiteralFile")]
    [ToEncoding]
    public Encoding Encoding { get; set; } = FileEncoding.Default;

    [Parameter(Mandatory = true, ParameterSetName = "Variable")]
    public string? Variable { get; set; }

    protected override void BeginProcessing()
    {
        if (Variable is not null)
        {
            if (Append && SessionState.PSVariable.GetValue(Variable) is { } before)
                _kept.AddRange((LanguagePrimitives.GetEnumerable(before) ?? new[] { before }).Cast<object>().Select(PSObject.AsPSObject));
            return;
        }
        string path = LiteralPath is null ? "FilePath" : "LiteralPath";
        ScriptBlock write = ScriptBlock.Create($"param($path, $encoding, $append) Out-File -{path} $path -Encoding $encoding -Append:$append");
        _file = write.GetSteppablePipeline(CommandOrigin.Internal, [LiteralPath ?? FilePath, Encoding, Append.IsPresent]);
        _file.Begin(expectInput: true);
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        if (_file is null)
            _kept.Add(InputObject);
        else
            _file.Process(InputObject);
        WriteObject(InputObject);
    }

    protected override void EndProcessing()
    {
        _file?.End();
        if (Variable is not null)
            SessionState.PSVariable.Set(Variable, _kept.Count == 1 ? _kept[0] : _kept.ToArray());
    }

    public void Dispose() => _file?.Dispose();
}
