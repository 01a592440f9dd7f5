using AutogradPS.Host.CommandLine;
using AutogradPS.Host.Session;
using AutogradPS.Host.Terminal;

namespace AutogradPS.Host;

/// <summary>The entry point of <c>aps</c>: reads the command line and runs one session.</summary>
internal static class Program
{
    /// <summary>The exit code for a wrong command line: EX_USAGE, as pwsh has it.</summary>
    private const int BadCommandLine = 64;

    private static int Main(string[] arguments)
    {
        // The engine would report its use to Microsoft; a host in a container or on a cluster does not speak unasked.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

        LaunchOptions options;
        try
        {
            options = CommandLineParser.Parse(arguments, Console.IsInputRedirected);
        }
        catch (CommandLineException error)
        {
            Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine(HelpText.Hint);
            return BadCommandLine;
        }

        switch (options.Mode)
        {
            case LaunchMode.Version:
                Console.WriteLine(ProductInfo.Banner);
                return 0;
            case LaunchMode.Help:
                Console.WriteLine(HelpText.Full);
                return 0;
            default:
                using (ConsoleSession session = new(options, new ConsoleHost(options.NonInteractive)))
                {
                    return session.Run();
                }
        }
    }
}
