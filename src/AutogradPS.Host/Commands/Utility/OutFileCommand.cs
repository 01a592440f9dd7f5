using System.Management.Automation;
using System.Text;
using AutogradPS.Host.Commands.Engine;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Out-File: writes what would be shown to a file.</summary>
[Cmdlet(VerbsData.Out, "File", DefaultParameterSetName = "ByPath", SupportsShouldProcess = true)]
public sealed class OutFileCommand : FrontEndCommandBase
{
    private StreamWriter? _file;

    public OutFileCommand() => FormattingEngine.MakeOutput(this);

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "ByPath")]
    [Alias("Path")]
    public string? FilePath { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ByLiteralPath")]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(Position = 1)]
    [ToEncoding]
    [ArgumentCompletions("ascii", "unicode", "utf8", "utf8BOM", "utf8NoBOM")]
    public Encoding Encoding { get; set; } = FileEncoding.Default;

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue;

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        string path = LiteralPath ?? FilePath!;
        _file = ShouldProcess(path) ? OutputFile.Open(this, path, LiteralPath is not null, Encoding, Append, Force, NoClobber) : null;
        FormattingEngine.WriteTo(this, new LineWriter(Write), Width);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        _file?.Dispose();
    }

    protected override void InternalDispose()
    {
        base.InternalDispose();
        _file?.Dispose();
    }

    private void Write(string line)
    {
        if (NoNewline)
            _file?.Write(line);
        else
            _file?.WriteLine(line);
    }
}
