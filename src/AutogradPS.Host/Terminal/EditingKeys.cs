namespace AutogradPS.Host.Terminal;

/// <summary>The keys that move in a text or change it: arrows, Home and End, and Emacs's as in Unix shells.</summary>
internal static class EditingKeys
{
    private static readonly Dictionary<(ConsoleModifiers, ConsoleKey), Action<LineBuffer>> Actions = new()
    {
        [(ConsoleModifiers.None, ConsoleKey.LeftArrow)] = buffer => buffer.MoveLeft(),
        [(ConsoleModifiers.Control, ConsoleKey.B)] = buffer => buffer.MoveLeft(),
        [(ConsoleModifiers.None, ConsoleKey.RightArrow)] = buffer => buffer.MoveRight(),
        [(ConsoleModifiers.Control, ConsoleKey.F)] = buffer => buffer.MoveRight(),
        [(ConsoleModifiers.None, ConsoleKey.Home)] = buffer => buffer.MoveToLineStart(),
        [(ConsoleModifiers.Control, ConsoleKey.A)] = buffer => buffer.MoveToLineStart(),
        [(ConsoleModifiers.None, ConsoleKey.End)] = buffer => buffer.MoveToLineEnd(),
        [(ConsoleModifiers.Control, ConsoleKey.E)] = buffer => buffer.MoveToLineEnd(),
        [(ConsoleModifiers.Control, ConsoleKey.LeftArrow)] = buffer => buffer.MoveWordLeft(),
        [(ConsoleModifiers.Alt, ConsoleKey.B)] = buffer => buffer.MoveWordLeft(),
        [(ConsoleModifiers.Control, ConsoleKey.RightArrow)] = buffer => buffer.MoveWordRight(),
        [(ConsoleModifiers.Alt, ConsoleKey.F)] = buffer => buffer.MoveWordRight(),
        [(ConsoleModifiers.None, ConsoleKey.Backspace)] = buffer => buffer.DeleteBackward(),
        [(ConsoleModifiers.Control, ConsoleKey.H)] = buffer => buffer.DeleteBackward(),
        [(ConsoleModifiers.None, ConsoleKey.Delete)] = buffer => buffer.DeleteForward(),
        [(ConsoleModifiers.Control, ConsoleKey.K)] = buffer => buffer.KillToLineEnd(),
        [(ConsoleModifiers.Control, ConsoleKey.U)] = buffer => buffer.KillToLineStart(),
        [(ConsoleModifiers.Control, ConsoleKey.W)] = buffer => buffer.KillBlankWordBackward(),
        [(ConsoleModifiers.Alt, ConsoleKey.Backspace)] = buffer => buffer.KillWordBackward(),
        [(ConsoleModifiers.Alt, ConsoleKey.D)] = buffer => buffer.KillWordForward(),
        [(ConsoleModifiers.Control, ConsoleKey.Y)] = buffer => buffer.Yank(),
        [(ConsoleModifiers.None, ConsoleKey.Escape)] = buffer => buffer.Set(string.Empty),
    };

    /// <summary>Does what a key stands for.</summary>
    /// <returns>False if the key is none of these.</returns>
    public static bool Apply(ConsoleKeyInfo key, LineBuffer buffer)
    {
        if (!Actions.TryGetValue((key.Modifiers, key.Key), out Action<LineBuffer>? action))
        {
            return false;
        }

        action(buffer);
        return true;
    }
}
