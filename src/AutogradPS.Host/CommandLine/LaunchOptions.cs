using System.Management.Automation.Runspaces;

namespace AutogradPS.Host.CommandLine;

/// <summary>The command line, understood.</summary>
internal sealed record LaunchOptions
{
    public LaunchMode Mode { get; init; } = LaunchMode.Prompt;

    /// <summary>The script's full path (mode File).</summary>
    public string? File { get; init; }

    /// <summary>The statements to run (mode Command).</summary>
    public string? Command { get; init; }

    /// <summary>Arguments of the script or, after -CommandWithArgs, of the command.</summary>
    public IReadOnlyList<CommandParameter> Arguments { get; init; } = [];

    public bool NoProfile { get; init; }

    public bool NonInteractive { get; init; }

    public bool NoLogo { get; init; }

    /// <summary>Stay at the prompt after the script or command.</summary>
    public bool NoExit { get; init; }

    /// <summary>The folder to start in; the process's own if null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The execution policy asked for; only Windows has one.</summary>
    public string? ExecutionPolicy { get; init; }
}
