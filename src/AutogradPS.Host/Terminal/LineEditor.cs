using System.Collections.ObjectModel;
using System.Management.Automation;
using AutogradPS.Host.Session;

namespace AutogradPS.Host.Terminal;

/// <summary>Reads a line, or a statement of several lines, from the terminal; the keys are those of Unix shells.</summary>
/// <param name="history">What the up arrow and Ctrl+R go through; null where answers are read.</param>
/// <param name="completer">What Tab asks; null where answers are read, which also end at the first Enter.</param>
internal sealed class LineEditor(LineHistory? history, Completer? completer)
{
    private const int CompletionsShownUnasked = 200;

    private readonly LineBuffer _buffer = new();
    private LineView _view = new(0);
    private string _prompt = string.Empty;

    /// <summary>How reading ended.</summary>
    public enum Outcome
    {
        /// <summary>Enter: there is a text.</summary>
        Entered,

        /// <summary>Ctrl+C: there is none.</summary>
        Cancelled,

        /// <summary>Ctrl+D on an empty line: the user is done.</summary>
        Closed,
    }

    /// <summary>Reads until Enter completes a statement.</summary>
    /// <param name="prompt">Written before the text.</param>
    /// <param name="column">The column that the cursor is in.</param>
    /// <param name="text">What was entered.</param>
    public Outcome Read(string prompt, int column, out string text)
    {
        _prompt = prompt;
        _view = new LineView(column);
        _buffer.Set(string.Empty);
        using KeyboardMode keyboard = new();
        Outcome? outcome = null;
        while (outcome is null)
        {
            // While more input waits, as after a paste, drawing is put off.
            if (!Console.KeyAvailable)
            {
                _view.Draw(_prompt, _buffer.Text, _buffer.Cursor);
            }

            outcome = Handle(Console.ReadKey(intercept: true));
        }

        _view.Finish(_prompt, _buffer.Text);
        text = _buffer.Text;
        return outcome.Value;
    }

    private Outcome? Handle(ConsoleKeyInfo key)
    {
        switch (key.Modifiers, key.Key)
        {
            case (ConsoleModifiers.Control, ConsoleKey.C):
                return Outcome.Cancelled;
            case (ConsoleModifiers.Control, ConsoleKey.D):
                if (_buffer.Text.Length == 0)
                {
                    return Outcome.Closed;
                }

                _buffer.DeleteForward();
                break;
            case (ConsoleModifiers.Alt, ConsoleKey.Enter):
                _buffer.Insert("\n");
                break;
            // What was typed before the terminal was listened to has line feeds, which .NET calls Ctrl+Enter.
            case (_, ConsoleKey.Enter) or (ConsoleModifiers.Control, ConsoleKey.J):
                return Enter();
            case (ConsoleModifiers.None, ConsoleKey.Tab):
                Complete();
                break;
            case (ConsoleModifiers.Control, ConsoleKey.R):
                SearchHistory();
                break;
            case (ConsoleModifiers.Control, ConsoleKey.L):
                _view.ClearScreen();
                break;
            case (ConsoleModifiers.None, ConsoleKey.UpArrow) or (ConsoleModifiers.Control, ConsoleKey.P):
                if (!_buffer.MoveUp() && history?.Back(_buffer.Text) is { } older)
                {
                    _buffer.Set(older);
                }

                break;
            case (ConsoleModifiers.None, ConsoleKey.DownArrow) or (ConsoleModifiers.Control, ConsoleKey.N):
                if (!_buffer.MoveDown() && history?.Forward() is { } newer)
                {
                    _buffer.Set(newer);
                }

                break;
            default:
                if (!EditingKeys.Apply(key, _buffer) && !char.IsControl(key.KeyChar))
                {
                    _buffer.Insert(key.KeyChar.ToString());
                }

                break;
        }

        return null;
    }

    private Outcome? Enter()
    {
        if (completer is null || !StandardInput.IsIncomplete(_buffer.Text))
        {
            return Outcome.Entered;
        }

        _buffer.Insert("\n");
        return null;
    }

    private void Complete()
    {
        if (completer is null)
        {
            return;
        }

        CommandCompletion completion = completer.Complete(_buffer.Text, _buffer.Cursor);
        if (completion.CompletionMatches.Count == 0)
        {
            return;
        }

        (int start, int length) = (completion.ReplacementIndex, completion.ReplacementLength);
        string typed = _buffer.Text.Substring(start, length);
        string common = Completer.CommonStart(completion.CompletionMatches);
        bool grows = common.Length > typed.Length && common.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
        if (completion.CompletionMatches.Count == 1 || grows)
        {
            _buffer.Replace(start, length, common);
        }
        else
        {
            List(completion.CompletionMatches);
        }
    }

    private void List(Collection<CompletionResult> matches)
    {
        _view.Finish(_prompt, _buffer.Text);
        if (matches.Count > CompletionsShownUnasked)
        {
            Console.Out.WriteLine($"{matches.Count} completions; type more of the word.");
            return;
        }

        foreach (string line in Completer.InColumns(matches, Console.WindowWidth))
        {
            Console.Out.WriteLine(line);
        }
    }

    // Ctrl+R: type a part of an entry; Ctrl+R again goes further back, Ctrl+G gives up, any other key takes the entry.
    private void SearchHistory()
    {
        if (history is null)
        {
            return;
        }

        (string draft, string sought) = (_buffer.Text, string.Empty);
        (string Entry, int Index)? found = null;
        while (true)
        {
            string shown = found?.Entry ?? draft;
            _view.Draw($"(search '{sought}') ", shown, shown.Length);
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key is { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.R })
            {
                found = history.Find(sought, found?.Index ?? int.MaxValue) ?? found;
            }
            else if (key.Key == ConsoleKey.Backspace)
            {
                sought = sought[..Math.Max(sought.Length - 1, 0)];
                found = history.Find(sought);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                sought += key.KeyChar;
                found = history.Find(sought, found is { } here ? here.Index + 1 : int.MaxValue);
            }
            else
            {
                bool givesUp = key.Key is ConsoleKey.G or ConsoleKey.C && key.Modifiers == ConsoleModifiers.Control;
                _buffer.Set(givesUp ? draft : shown);
                return;
            }
        }
    }
}
