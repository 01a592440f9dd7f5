using System.Management.Automation;
using System.Security;

namespace AutogradPS.Host.Terminal;

/// <summary>Reads an answer: a line edited on the terminal, or the next line of redirected standard input.</summary>
/// <param name="edits">Whether the terminal lets lines be edited.</param>
internal sealed class LineReader(bool edits)
{
    private readonly LineEditor _editor = new(history: null, completer: null);

    /// <summary>What Ctrl+C at a question does besides ending the question: stop the pipeline that asks.</summary>
    public Action? Interrupt { get; set; }

    /// <summary>Whether a key is being waited for.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <returns>The line, or null at the end of redirected input.</returns>
    /// <exception cref="PipelineStoppedException">The user pressed Ctrl+C.</exception>
    public string? ReadLine()
    {
        if (!edits)
        {
            return Console.In.ReadLine();
        }

        IsWaiting = true;
        try
        {
            // The question may stand before the cursor; the line is edited from there on.
            int column = Console.IsOutputRedirected ? 0 : Console.GetCursorPosition().Left;
            LineEditor.Outcome outcome = _editor.Read(string.Empty, column, out string line);
            return outcome == LineEditor.Outcome.Cancelled ? throw Stopped() : line;
        }
        finally
        {
            IsWaiting = false;
        }
    }

    /// <summary>Reads a line that is shown as asterisks.</summary>
    /// <exception cref="PipelineStoppedException">The user pressed Ctrl+C.</exception>
    public SecureString ReadSecret()
    {
        SecureString secret = new();
        if (Console.IsInputRedirected)
        {
            foreach (char c in Console.In.ReadLine() ?? string.Empty)
            {
                secret.AppendChar(c);
            }

            return secret;
        }

        IsWaiting = true;
        using KeyboardMode keyboard = new();
        try
        {
            while (true)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                if (key.Key == ConsoleKey.Enter)
                {
                    Console.Out.WriteLine();
                    return secret;
                }

                if (key.Key == ConsoleKey.C && key.Modifiers == ConsoleModifiers.Control)
                {
                    Console.Out.WriteLine();
                    throw Stopped();
                }

                if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                    Console.Out.Write("\b \b");
                }
                else if (!char.IsControl(key.KeyChar))
                {
                    secret.AppendChar(key.KeyChar);
                    Console.Out.Write('*');
                }
            }
        }
        finally
        {
            IsWaiting = false;
        }
    }

    private PipelineStoppedException Stopped()
    {
        Interrupt?.Invoke();
        return new PipelineStoppedException();
    }
}
