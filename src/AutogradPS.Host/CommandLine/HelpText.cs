namespace AutogradPS.Host.CommandLine;

/// <summary>What <c>aps -Help</c> prints.</summary>
internal static class HelpText
{
    public const string Hint = "Run 'aps -Help' for the parameters.";

    public const string Full = """
        aps - a small PowerShell host for machines without pwsh

        Usage: aps [[-File] <script> [arguments]]
               aps -Command <statements> | -Command -
               aps

          -File, -f <script> [arguments]   Run a script; the arguments are bound to its param() block.
                                           A path as the first word does the same.
          -Command, -c <statements>        Run the rest of the line; - reads statements from standard input.
          -CommandWithArgs, -cwa <statements> [arguments]
                                           Run statements with the arguments in $args.
          -EncodedCommand, -e <text>       Run statements given as Base64 of UTF-16.
          -NoExit, -noe                    Stay at the prompt afterwards.
          -NoProfile, -nop                 Do not run the profile scripts.
          -NonInteractive, -noni           Fail instead of asking the user.
          -NoLogo, -nol                    Do not greet.
          -WorkingDirectory, -wd <folder>  Start there.
          -ExecutionPolicy, -ep <policy>   For Windows; elsewhere there is none, as in pwsh.
          -Version, -v                     Print the versions of the host and of the engine.
          -Help, -h, -?                    Print this text.

        Without a script or a command: a prompt, or the statements on standard input where that is redirected.
        The exit code is that of the script's exit, 1 after an uncaught error or a failed last command, 64 for a
        wrong command line, and 0 otherwise.
        """;
}
