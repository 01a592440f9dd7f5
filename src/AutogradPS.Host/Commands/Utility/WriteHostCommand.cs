using System.Collections;
using System.Management.Automation;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Write-Host: text for the person at the console, by way of the information stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    [Alias("Msg", "Message")]
    public object? Object { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public object Separator { get; set; } = " ";

    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    [Parameter]
    public ConsoleColor? BackgroundColor { get; set; }

    protected override void ProcessRecord()
    {
        var message = new HostInformationMessage
        {
            Message = Text(Object),
            NoNewLine = NoNewline,
            ForegroundColor = ForegroundColor,
            BackgroundColor = BackgroundColor,
        };
        // The engine's tag for what a host shows as it comes.
        WriteInformation(message, ["PSHOST"]);
    }

    private string Text(object? value)
    {
        object? item = value is PSObject wrapped ? wrapped.BaseObject : value;
        return item switch
        {
            null => string.Empty,
            string text => text,
            IEnumerable items => string.Join(Separator.ToString(), items.Cast<object?>().Select(Text)),
            _ => PSObject.AsPSObject(value!).ToString(),
        };
    }
}
