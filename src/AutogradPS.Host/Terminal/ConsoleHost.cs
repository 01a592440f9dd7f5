using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using AutogradPS.Host.Session;

namespace AutogradPS.Host.Terminal;

/// <summary>The engine's view of this program: <c>$Host</c>.</summary>
internal sealed class ConsoleHost(bool nonInteractive) : PSHost
{
    private PromptLoop? _prompt;

    /// <summary>The exit code that a script's <c>exit</c> asked for, once it did.</summary>
    public int? ExitCode { get; private set; }

    /// <inheritdoc cref="UI"/>
    public ConsoleUI ConsoleUI { get; } = new(nonInteractive);

    public override string Name => ProductInfo.Name;

    public override Version Version => ProductInfo.Version;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => ConsoleUI;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override PSObject PrivateData { get; } = new();

    /// <summary>Gives the host the loop that its prompts run in.</summary>
    public void Attach(PromptLoop prompt) => _prompt = prompt;

    /// <summary>Runs the prompt until the user leaves it.</summary>
    public void RunPrompt(bool greet)
    {
        if (greet)
        {
            UI.WriteLine(ProductInfo.Banner);
        }

        _prompt!.Run(() => ExitCode is not null);
    }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => _prompt!.Run(() => ExitCode is not null);

    public override void ExitNestedPrompt() => _prompt!.LeaveNested();

    public override void NotifyBeginApplication() => ConsoleUI.Progress.Clear();

    public override void NotifyEndApplication()
    {
    }
}
