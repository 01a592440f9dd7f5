using System.Management.Automation.Runspaces;
using AutogradPS.Host.Terminal;

namespace AutogradPS.Host.Session;

/// <summary>Asks for statements and runs them, until the user leaves; nested inside a running pipeline if need be.</summary>
internal sealed class PromptLoop
{
    private readonly ConsoleUI _ui;
    private readonly PipelineRunner _runner;
    private readonly Func<Exception?, bool> _show;
    private readonly LineHistory _history = new(LineHistory.DefaultPath);
    private readonly LineEditor _editor;
    private int _depth;
    private int _leaveFrom = int.MaxValue;

    /// <param name="ui">The terminal.</param>
    /// <param name="runspace">The session's runspace.</param>
    /// <param name="runner">Runs the statements.</param>
    /// <param name="show">Shows the error that ended a pipeline.</param>
    public PromptLoop(ConsoleUI ui, Runspace runspace, PipelineRunner runner, Func<Exception?, bool> show)
    {
        _ui = ui;
        _runner = runner;
        _show = show;
        _editor = new LineEditor(_history, new Completer(runspace, runner));
    }

    /// <summary>Runs until <paramref name="shouldExit"/>, Ctrl+D or, where nested, <c>exit</c>.</summary>
    public void Run(Func<bool> shouldExit)
    {
        int depth = _depth++;
        try
        {
            while (!shouldExit() && depth < _leaveFrom && ReadStatements() is { } statements)
            {
                if (!string.IsNullOrWhiteSpace(statements))
                {
                    _history.Add(statements);
                    _show(_runner.RunAndShow(_runner.CreateScript(statements, addToHistory: true)));
                }
            }
        }
        finally
        {
            _depth--;
            _leaveFrom = int.MaxValue;
        }
    }

    /// <summary>Makes the innermost nested loop end.</summary>
    public void LeaveNested()
    {
        if (_depth > 0)
        {
            _leaveFrom = _depth - 1;
        }
    }

    // Null when the user is done, empty when a line was cancelled.
    private string? ReadStatements()
    {
        string prompt = _runner.Evaluate("prompt") is [{ } first, ..] ? first.ToString() : "PS> ";
        if (!_ui.CanEditLines)
        {
            _ui.Write(prompt);
            return Console.In.ReadLine();
        }

        if (_ui.RawUI.CursorPosition.X != 0)
        {
            Console.Out.WriteLine();
        }

        return _editor.Read(prompt, column: 0, out string text) switch
        {
            LineEditor.Outcome.Closed => null,
            LineEditor.Outcome.Cancelled => string.Empty,
            _ => text,
        };
    }
}
