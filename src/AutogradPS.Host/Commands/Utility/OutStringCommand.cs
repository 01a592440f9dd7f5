using System.Management.Automation;
using System.Text;
using AutogradPS.Host.Commands.Engine;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Out-String: what would be shown, as one string or, with -Stream, line by line.</summary>
[Cmdlet(VerbsData.Out, "String", DefaultParameterSetName = "NoNewLineFormatting")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : FrontEndCommandBase
{
    private readonly StringBuilder _text = new();

    public OutStringCommand() => FormattingEngine.MakeOutput(this);

    [Parameter(ParameterSetName = "StreamFormatting")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue;

    [Parameter(ParameterSetName = "NoNewLineFormatting")]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        FormattingEngine.WriteTo(this, new LineWriter(Take), Width);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (!Stream)
            WriteObject(_text.ToString());
    }

    private void Take(string line)
    {
        if (Stream)
            WriteObject(line);
        else
            _text.Append(line).Append(NoNewline ? string.Empty : Environment.NewLine);
    }
}
