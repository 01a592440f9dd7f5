using System.Management.Automation;
using System.Management.Automation.Host;

namespace AutogradPS.Host.Terminal;

/// <summary>The streams: errors to standard error, everything else to standard output, coloured only on a terminal.</summary>
/// <remarks>The questions to the user are in ConsoleUI.Prompts.cs.</remarks>
internal sealed partial class ConsoleUI : PSHostUserInterface
{
    private readonly Lock _lock = new();
    private readonly bool _nonInteractive;
    private bool _outputToError;

    public ConsoleUI(bool nonInteractive)
    {
        _nonInteractive = nonInteractive;
        SupportsVirtualTerminal = Environment.GetEnvironmentVariable("TERM") != "dumb";
        Progress = new ProgressBar(_lock);
        _reader = new LineReader(CanEditLines);
        // https://no-color.org
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }

    public override bool SupportsVirtualTerminal { get; }

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUI();

    /// <summary>The bar below the output.</summary>
    public ProgressBar Progress { get; }

    public override void Write(string value) => Emit(value, newLine: false);

    public override void WriteLine() => Emit(string.Empty, newLine: true);

    public override void WriteLine(string value) => Emit(value, newLine: true);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Emit(Paint(foregroundColor, backgroundColor, value), newLine: false);

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Emit(Paint(foregroundColor, backgroundColor, value), newLine: true);

    public override void WriteErrorLine(string value)
    {
        // The blank lines around the engine's error views are for output, as pwsh has it.
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        lock (_lock)
        {
            Progress.Clear();
            Console.Error.WriteLine(Render(value, Console.IsErrorRedirected));
        }
    }

    public override void WriteWarningLine(string message) => WriteStyled(FormatStyle.Warning, "WARNING: ", message);

    public override void WriteVerboseLine(string message) => WriteStyled(FormatStyle.Verbose, "VERBOSE: ", message);

    public override void WriteDebugLine(string message) => WriteStyled(FormatStyle.Debug, "DEBUG: ", message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (SupportsVirtualTerminal && !Console.IsOutputRedirected)
        {
            Progress.Update(sourceId, record);
        }
    }

    /// <summary>Sends what the engine's formatting writes to standard error until disposed of.</summary>
    public IDisposable SendOutputToErrorStream()
    {
        _outputToError = true;
        return new Restore(this);
    }

    private void Emit(string value, bool newLine)
    {
        if (_outputToError)
        {
            WriteErrorLine(value);
            return;
        }

        lock (_lock)
        {
            Progress.Clear();
            string text = Render(value, Console.IsOutputRedirected);
            if (newLine)
            {
                Console.Out.WriteLine(text);
            }
            else
            {
                Console.Out.Write(text);
            }

            Progress.NoteOutput(newLine || text.EndsWith('\n'));
        }
    }

    private void WriteStyled(FormatStyle style, string label, string message) =>
        WriteLine(GetFormatStyleString(style) + label + message + GetFormatStyleString(FormatStyle.Reset));

    // $PSStyle.OutputRendering = 'Ansi' asks for colours even in a file; by default only a terminal gets them.
    private string Render(string value, bool redirected)
    {
        bool colours = SupportsVirtualTerminal && (!redirected || PSStyle.Instance.OutputRendering == OutputRendering.Ansi);
        return string.IsNullOrEmpty(value) ? string.Empty : GetOutputString(value, colours);
    }

    private static string Paint(ConsoleColor foreground, ConsoleColor background, string value)
    {
        // Unix terminals do not tell their colours; .NET then says -1, which is to leave as it is.
        string colours = string.Concat(
            Enum.IsDefined(foreground) ? PSStyle.MapForegroundColorToEscapeSequence(foreground) : null,
            Enum.IsDefined(background) ? PSStyle.MapBackgroundColorToEscapeSequence(background) : null);
        return colours.Length == 0 ? value : colours + value + PSStyle.Instance.Reset;
    }

    private sealed class Restore(ConsoleUI ui) : IDisposable
    {
        public void Dispose() => ui._outputToError = false;
    }
}
