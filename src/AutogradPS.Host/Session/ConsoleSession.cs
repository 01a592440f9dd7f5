using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using AutogradPS.Host.CommandLine;
using AutogradPS.Host.Terminal;

namespace AutogradPS.Host.Session;

/// <summary>One run of the host: a runspace, the profiles, then a script, a command, standard input or the prompt.</summary>
internal sealed class ConsoleSession : IDisposable
{
    private readonly LaunchOptions _options;
    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;
    private readonly PipelineRunner _runner;
    private readonly StopSignals _signals;
    private bool _failed;

    public ConsoleSession(LaunchOptions options, ConsoleHost host)
    {
        _options = options;
        _host = host;
        _runspace = RunspaceFactory.CreateRunspace(host, SessionDefaults.Create(options));
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runner = new PipelineRunner(_runspace);
        _signals = new StopSignals(() => _runner.Stop(), EndSession);
    }

    private bool ShouldExit => _host.ExitCode is not null;

    /// <summary>Runs what the command line asks for.</summary>
    /// <returns>The exit code of the process.</returns>
    public int Run()
    {
        if (_options.WorkingDirectory is { } folder)
        {
            Environment.CurrentDirectory = folder;
        }

        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        _host.ConsoleUI.Interrupt = () => _runner.Stop();
        _host.Attach(new PromptLoop(_host.ConsoleUI, _runspace, _runner, Show));
        foreach (string profile in Profiles.Install(_runspace, runThem: !_options.NoProfile))
        {
            RunProfile(profile);
        }

        switch (_options.Mode)
        {
            case LaunchMode.File when !ShouldExit:
                RunFile(_options.File!);
                break;
            case LaunchMode.Command when !ShouldExit:
                RunStatements(_options.Command!, _options.Arguments);
                break;
        }

        if (!ShouldExit && (_options.Mode == LaunchMode.Prompt || _options.NoExit))
        {
            RunInput();
        }

        return _host.ExitCode ?? (_failed || LastStatementFailed() ? 1 : 0);
    }

    public void Dispose()
    {
        _signals.Dispose();
        _runspace.Dispose();
    }

    private void RunFile(string path)
    {
        // A script may lack the extension when a #! line names aps; the engine would take such a file for a program.
        Command script = path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)
            ? new Command(path, isScript: false, useLocalScope: false)
            : new Command(File.ReadAllText(path), isScript: true, useLocalScope: false);
        foreach (CommandParameter argument in _options.Arguments)
        {
            script.Parameters.Add(argument);
        }

        Pipeline pipeline = _runner.Create();
        pipeline.Commands.Add(script);
        if (!_options.NoExit)
        {
            EngineInternals.EndSessionOnScriptExit(_runspace);
        }

        _failed = Show(_runner.RunAndShow(pipeline, InputFor(Parser.ParseFile(path, out _, out _))));
    }

    private void RunStatements(string text, IReadOnlyList<CommandParameter> arguments)
    {
        Pipeline pipeline = _runner.CreateScript(text, addToHistory: true);
        foreach (CommandParameter argument in arguments)
        {
            pipeline.Commands[0].Parameters.Add(argument);
        }

        _failed = Show(_runner.RunAndShow(pipeline, InputFor(Parser.ParseInput(text, out _, out _))));
    }

    private void RunInput()
    {
        if (!Console.IsInputRedirected)
        {
            _host.RunPrompt(greet: !_options.NoLogo && _options.Mode == LaunchMode.Prompt);
            return;
        }

        foreach (string statements in StandardInput.Statements())
        {
            if (!string.IsNullOrWhiteSpace(statements))
            {
                _failed = Show(_runner.RunAndShow(_runner.CreateScript(statements, addToHistory: true)));
            }

            if (ShouldExit)
            {
                return;
            }
        }
    }

    private void RunProfile(string path)
    {
        Pipeline pipeline = _runner.Create();
        pipeline.Commands.Add(new Command(path, isScript: false, useLocalScope: false));
        Show(_runner.RunAndShow(pipeline));
    }

    /// <summary>Shows the error that ended a pipeline on the error stream, formatted by the engine.</summary>
    /// <returns>Whether there was one.</returns>
    private bool Show(Exception? error)
    {
        _host.ConsoleUI.Progress.Reset();
        if (error is not (null or PipelineStoppedException))
        {
            ErrorRecord record = (error as IContainsErrorRecord)?.ErrorRecord
                ?? new ErrorRecord(error, "ConsoleHost.ReportException", ErrorCategory.NotSpecified, null);
            Pipeline pipeline = _runner.Create();
            pipeline.Input.Write(record);
            using (_host.ConsoleUI.SendOutputToErrorStream())
            {
                if (_runner.RunAndShow(pipeline, input: []) is not null)
                {
                    _host.ConsoleUI.WriteErrorLine(error.Message);
                }
            }
        }

        return error is not null;
    }

    private void EndSession(int exitCode)
    {
        _host.SetShouldExit(exitCode);
        if (!_runner.Stop() || _host.ConsoleUI.IsWaitingForKey)
        {
            // Nothing runs that could clean up, or it waits for a key, which only the user can end.
            Environment.Exit(exitCode);
        }

        ChildProcesses.Terminate();
    }

    private bool LastStatementFailed() => _runspace.SessionStateProxy.GetVariable("?") is false;

    private static IEnumerable<string>? InputFor(Ast script) =>
        Console.IsInputRedirected && StandardInput.IsReadBy(script) ? StandardInput.Lines() : null;
}
