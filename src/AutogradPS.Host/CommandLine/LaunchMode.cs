namespace AutogradPS.Host.CommandLine;

/// <summary>What a session is started for.</summary>
internal enum LaunchMode
{
    /// <summary>A prompt, or statements from standard input where that is redirected.</summary>
    Prompt,

    /// <summary>A script file with arguments.</summary>
    File,

    /// <summary>Statements given on the command line.</summary>
    Command,

    /// <summary>Print the versions.</summary>
    Version,

    /// <summary>Print the help text.</summary>
    Help,
}
