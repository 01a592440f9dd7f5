using System.Management.Automation.Host;
using System.Text;

namespace AutogradPS.Host.Terminal;

/// <summary>The terminal's size, cursor and keys. Where output is redirected, sizes are fixed so that logs do not vary.</summary>
internal sealed class ConsoleRawUI : PSHostRawUserInterface
{
    // What pwsh formats for when there is no terminal.
    private static readonly Size RedirectedSize = new(120, 50);

    public override ConsoleColor ForegroundColor
    {
        get => Console.ForegroundColor;
        set => Console.ForegroundColor = value;
    }

    public override ConsoleColor BackgroundColor
    {
        get => Console.BackgroundColor;
        set => Console.BackgroundColor = value;
    }

    public override Size BufferSize
    {
        get => Console.IsOutputRedirected ? RedirectedSize : new Size(Math.Max(Console.BufferWidth, 1), Console.BufferHeight);
        set => throw NotSupported("resize the terminal's buffer");
    }

    public override Size WindowSize
    {
        get => Console.IsOutputRedirected ? RedirectedSize : new Size(Math.Max(Console.WindowWidth, 1), Console.WindowHeight);
        set => throw NotSupported("resize the terminal");
    }

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Size MaxWindowSize => WindowSize;

    public override Coordinates CursorPosition
    {
        get
        {
            if (Console.IsOutputRedirected)
            {
                return new Coordinates(0, 0);
            }

            (int left, int top) = Console.GetCursorPosition();
            return new Coordinates(left, top);
        }

        set => Console.SetCursorPosition(value.X, value.Y);
    }

    public override int CursorSize
    {
        get => Console.CursorSize;
        set => throw NotSupported("change the size of the cursor");
    }

    public override Coordinates WindowPosition
    {
        get => new(0, 0);
        set => throw NotSupported("scroll the terminal");
    }

    public override string WindowTitle
    {
        get => OperatingSystem.IsWindows() ? Console.Title : string.Empty;
        set
        {
            if (!Console.IsOutputRedirected)
            {
                Console.Title = value;
            }
        }
    }

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        ConsoleKeyInfo key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        ControlKeyStates states = 0;
        states |= key.Modifiers.HasFlag(ConsoleModifiers.Shift) ? ControlKeyStates.ShiftPressed : 0;
        states |= key.Modifiers.HasFlag(ConsoleModifiers.Control) ? ControlKeyStates.LeftCtrlPressed : 0;
        states |= key.Modifiers.HasFlag(ConsoleModifiers.Alt) ? ControlKeyStates.LeftAltPressed : 0;
        return new KeyInfo((int)key.Key, key.KeyChar, states, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override int LengthInBufferCells(char source) => Rune.TryCreate(source, out Rune rune) ? CellWidth.Of(rune) : 1;

    public override int LengthInBufferCells(string source) => CellWidth.Of(source);

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // Clear-Host fills everything with blanks; a terminal knows nothing finer.
        if (!Console.IsOutputRedirected)
        {
            Console.Clear();
        }
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotSupported("write into the terminal's buffer");

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotSupported("read the terminal's buffer");

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw NotSupported("scroll the terminal's buffer");

    private static NotSupportedException NotSupported(string what) => new($"A terminal does not let aps {what}.");
}
