using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AutogradPS.Host.Terminal;

/// <summary>The questions to the user: lines, secrets, missing parameters, choices and credentials.</summary>
internal sealed partial class ConsoleUI : IHostUISupportsMultipleChoiceSelection
{
    private readonly LineReader _reader;

    /// <summary>Whether there is a keyboard, and a screen whose cursor can be moved.</summary>
    public bool CanEditLines => SupportsVirtualTerminal && !Console.IsInputRedirected;

    /// <summary>Whether a question waits for a key.</summary>
    public bool IsWaitingForKey => _reader.IsWaiting;

    /// <summary>What Ctrl+C at a question does besides ending the question: stop the pipeline that asks.</summary>
    public Action? Interrupt
    {
        get => _reader.Interrupt;
        set => _reader.Interrupt = value;
    }

    public override string ReadLine()
    {
        RequireInteractive();
        return Read() ?? string.Empty;
    }

    /// <summary>Reads the answer to a question that has none of its own to fall back on.</summary>
    /// <exception cref="PromptingException">Standard input is at its end: nobody can answer.</exception>
    public string ReadAnswer()
    {
        return Read() ?? throw new PromptingException(
            "The question cannot be answered: standard input is at its end. Give the value as a parameter, or use -Confirm:$false.",
            null, "StandardInputEnded", ErrorCategory.ReadError);
    }

    public override SecureString ReadLineAsSecureString()
    {
        RequireInteractive();
        Progress.Clear();
        return _reader.ReadSecret();
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequireInteractive();
        return new FieldPrompt(this).Ask(caption, message, descriptions);
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireInteractive();
        return new ChoicePrompt(this, choices).AskForOne(caption, message, defaultChoice);
    }

    public Collection<int> PromptForChoice(
        string? caption, string? message, Collection<ChoiceDescription> choices, IEnumerable<int>? defaultChoices)
    {
        RequireInteractive();
        return new ChoicePrompt(this, choices).AskForSeveral(caption, message, [.. defaultChoices ?? []]);
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName,
        PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        RequireInteractive();
        WriteQuestion(caption, message);
        while (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        SecureString password = ReadLineAsSecureString();
        return new PSCredential(string.IsNullOrEmpty(targetName) ? userName : $@"{targetName}\{userName}", password);
    }

    /// <summary>Writes what a question is about.</summary>
    public void WriteQuestion(string? caption, string? message)
    {
        if (!string.IsNullOrEmpty(caption))
        {
            WriteLine();
            WriteLine(PSStyle.Instance.Bold + caption + PSStyle.Instance.Reset);
        }

        if (!string.IsNullOrEmpty(message))
        {
            WriteLine(message);
        }
    }

    // An answer from a file is written where a typed one would stand, so that a log reads like a session.
    private string? Read()
    {
        Progress.Clear();
        string? line = _reader.ReadLine();
        if (Console.IsInputRedirected)
        {
            WriteLine(line ?? string.Empty);
        }

        return line;
    }

    private void RequireInteractive()
    {
        if (_nonInteractive)
        {
            // The engine expects this exception, and turns it into its own error for a missing parameter.
            throw new PSInvalidOperationException("aps is in NonInteractive mode. Read and Prompt functionality is not available.");
        }
    }
}
