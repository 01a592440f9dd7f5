using System.Management.Automation;
using System.Management.Automation.Host;
using System.Runtime.InteropServices;
using System.Security;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Read-Host: asks the user for a line.</summary>
[Cmdlet(VerbsCommunications.Read, "Host", DefaultParameterSetName = "AsString")]
[OutputType(typeof(string), ParameterSetName = ["AsString"])]
[OutputType(typeof(SecureString), ParameterSetName = ["AsSecureString"])]
public sealed class ReadHostCommand : PSCmdlet
{
    /// <summary>The question; a colon is put after it.</summary>
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    [AllowNull]
    public object? Prompt { get; set; }

    /// <summary>Show asterisks, and give a secure string.</summary>
    [Parameter(ParameterSetName = "AsSecureString")]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>Show asterisks, and give a string.</summary>
    [Parameter(ParameterSetName = "AsString")]
    public SwitchParameter MaskInput { get; set; }

    protected override void BeginProcessing()
    {
        PSHostUserInterface ui = Host.UI;
        if (Prompt is not null)
        {
            IEnumerable<object?> words = LanguagePrimitives.GetEnumerable(Prompt)?.Cast<object?>() ?? [Prompt];
            ui.Write(string.Join(' ', words.Select(LanguagePrimitives.ConvertTo<string>)) + ": ");
        }

        if (AsSecureString)
        {
            WriteObject(ui.ReadLineAsSecureString());
        }
        else
        {
            WriteObject(MaskInput ? Reveal(ui.ReadLineAsSecureString()) : ui.ReadLine());
        }
    }

    private static string Reveal(SecureString secret)
    {
        IntPtr text = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(text) ?? string.Empty;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }
}
