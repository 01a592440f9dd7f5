using System.Management.Automation.Runspaces;
using System.Text;

namespace AutogradPS.Host.CommandLine;

/// <summary>Reads the command line of <c>aps</c>; names, short forms and order are pwsh's.</summary>
internal sealed class CommandLineParser
{
    private readonly string[] _words;
    private readonly bool _inputIsRedirected;
    private LaunchOptions _options = new();
    private int _next;

    private CommandLineParser(string[] words, bool inputIsRedirected)
    {
        _words = words;
        _inputIsRedirected = inputIsRedirected;
    }

    /// <summary>Parses the words of a command line.</summary>
    /// <param name="words">The words after the program's name.</param>
    /// <param name="inputIsRedirected">Whether standard input is a file or a pipe, which <c>-Command -</c> needs.</param>
    /// <exception cref="CommandLineException">A word is unknown, or the value of one is missing or wrong.</exception>
    public static LaunchOptions Parse(string[] words, bool inputIsRedirected) =>
        new CommandLineParser(words, inputIsRedirected).Parse();

    private LaunchOptions Parse()
    {
        while (_next < _words.Length)
        {
            string word = _words[_next++];
            if (!TryReadSwitch(word))
            {
                ReadScript(word);
            }
        }

        return _options;
    }

    private bool TryReadSwitch(string word)
    {
        if (word.Length < 2 || word[0] != '-')
        {
            return false;
        }

        string name = word.StartsWith("--", StringComparison.Ordinal) ? word[2..] : word[1..];
        bool Is(string full, string shortest) =>
            name.Length >= shortest.Length && full.StartsWith(name, StringComparison.OrdinalIgnoreCase);

        if (Is("version", "v"))
        {
            _options = _options with { Mode = LaunchMode.Version };
            _next = _words.Length;
        }
        else if (Is("help", "h") || name == "?")
        {
            _options = _options with { Mode = LaunchMode.Help };
            _next = _words.Length;
        }
        else if (Is("noexit", "noe"))
        {
            _options = _options with { NoExit = true };
        }
        else if (Is("noprofile", "nop"))
        {
            _options = _options with { NoProfile = true };
        }
        else if (Is("nologo", "nol"))
        {
            _options = _options with { NoLogo = true };
        }
        else if (Is("noninteractive", "noni"))
        {
            _options = _options with { NonInteractive = true };
        }
        else if (Is("interactive", "i"))
        {
            _options = _options with { NonInteractive = false };
        }
        else if (Is("executionpolicy", "ex") || Is("ep", "ep"))
        {
            _options = _options with { ExecutionPolicy = Value(word, "the name of a policy") };
        }
        else if (Is("workingdirectory", "wo") || Is("wd", "wd"))
        {
            _options = _options with { WorkingDirectory = ExistingFolder(Value(word, "a folder")) };
        }
        else if (Is("file", "f"))
        {
            ReadScript(Value(word, "the path of a script"));
        }
        else if (Is("commandwithargs", "commandwithargs") || Is("cwa", "cwa"))
        {
            ReadCommandWithArguments(Value(word, "a command"));
        }
        else if (Is("command", "c"))
        {
            ReadCommand(Value(word, "a command, or - to read standard input"));
        }
        else if (Is("encodedcommand", "e") || Is("ec", "ec"))
        {
            _options = _options with { Mode = LaunchMode.Command, Command = Decode(Value(word, "a Base64 text")) };
        }
        else
        {
            return false;
        }

        return true;
    }

    private void ReadScript(string path)
    {
        if (path == "-")
        {
            return;
        }

        string fullPath = Path.GetFullPath(path);
        if (!File.Exists(fullPath))
        {
            throw new CommandLineException(
                path.StartsWith('-')
                    ? $"'{path}' is not a parameter of aps."
                    : $"The argument '{path}' is not recognized as the name of a script file. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.");
        }

        _options = _options with
        {
            Mode = LaunchMode.File,
            File = fullPath,
            Arguments = ScriptArguments.Parse(_words.AsSpan(_next)),
        };
        _next = _words.Length;
    }

    private void ReadCommand(string first)
    {
        if (first != "-")
        {
            string command = string.Join(' ', _words[(_next - 1)..]);
            _options = _options with { Mode = LaunchMode.Command, Command = command };
        }
        else if (_next < _words.Length)
        {
            throw new CommandLineException("'-' was specified with the -Command parameter; no other arguments to -Command are permitted.");
        }
        else if (!_inputIsRedirected)
        {
            throw new CommandLineException("'-' was specified as the argument to -Command but standard input has not been redirected for this process.");
        }

        _next = _words.Length;
    }

    private void ReadCommandWithArguments(string command)
    {
        CommandParameter[] arguments = [.. _words[_next..].Select(word => new CommandParameter(null, word))];
        _options = _options with { Mode = LaunchMode.Command, Command = command, Arguments = arguments };
        _next = _words.Length;
    }

    private string Value(string parameter, string what) =>
        _next < _words.Length
            ? _words[_next++]
            : throw new CommandLineException($"The parameter {parameter} needs {what} after it.");

    private static string ExistingFolder(string path) =>
        Directory.Exists(path) ? Path.GetFullPath(path) : throw new CommandLineException($"The folder '{path}' does not exist.");

    private static string Decode(string base64)
    {
        try
        {
            return Encoding.Unicode.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            throw new CommandLineException("The value of -EncodedCommand is not Base64 of a UTF-16 text.");
        }
    }
}
