using System.Globalization;

namespace AutogradPS.Host.Terminal;

/// <summary>A text with a cursor, and what editing keys do to it. Steps are text elements, so that accents stay whole.</summary>
internal sealed class LineBuffer
{
    private string _killed = string.Empty;

    public string Text { get; private set; } = string.Empty;

    public int Cursor { get; private set; }

    private int LineStart => Cursor == 0 ? 0 : Text.LastIndexOf('\n', Cursor - 1) + 1;

    private int LineEnd => Text.IndexOf('\n', Cursor) is >= 0 and int end ? end : Text.Length;

    /// <summary>Replaces everything; the cursor goes to the end.</summary>
    public void Set(string text) => (Text, Cursor) = (text, text.Length);

    public void Insert(string text) => Replace(Cursor, 0, text);

    /// <summary>Replaces a part; the cursor goes to the end of what was put in.</summary>
    public void Replace(int start, int length, string text)
    {
        Text = Text.Remove(start, length).Insert(start, text);
        Cursor = start + text.Length;
    }

    public void MoveLeft() => Cursor = Before(Cursor);

    public void MoveRight() => Cursor = After(Cursor);

    public void MoveToLineStart() => Cursor = LineStart;

    public void MoveToLineEnd() => Cursor = LineEnd;

    public void MoveWordLeft() => Cursor = WordStart(Cursor);

    public void MoveWordRight()
    {
        while (Cursor < Text.Length && !IsWord(Text[Cursor]))
        {
            Cursor++;
        }

        while (Cursor < Text.Length && IsWord(Text[Cursor]))
        {
            Cursor++;
        }
    }

    /// <summary>Moves to the line above in a text of several lines.</summary>
    /// <returns>False on the first line.</returns>
    public bool MoveUp()
    {
        int start = LineStart;
        if (start == 0)
        {
            return false;
        }

        int column = Cursor - start;
        int above = start < 2 ? 0 : Text.LastIndexOf('\n', start - 2) + 1;
        Cursor = Math.Min(above + column, start - 1);
        return true;
    }

    /// <summary>Moves to the line below in a text of several lines.</summary>
    /// <returns>False on the last line.</returns>
    public bool MoveDown()
    {
        int end = LineEnd;
        if (end == Text.Length)
        {
            return false;
        }

        int column = Cursor - LineStart;
        Cursor = end + 1;
        Cursor = Math.Min(Cursor + column, LineEnd);
        return true;
    }

    public void DeleteBackward()
    {
        int start = Before(Cursor);
        Replace(start, Cursor - start, string.Empty);
    }

    public void DeleteForward() => Replace(Cursor, After(Cursor) - Cursor, string.Empty);

    public void KillToLineEnd() => Kill(Cursor, LineEnd);

    public void KillToLineStart() => Kill(LineStart, Cursor);

    /// <summary>Removes back to the last blank, as Ctrl+W does in Unix shells.</summary>
    public void KillBlankWordBackward()
    {
        int start = Cursor;
        while (start > 0 && char.IsWhiteSpace(Text[start - 1]))
        {
            start--;
        }

        while (start > 0 && !char.IsWhiteSpace(Text[start - 1]))
        {
            start--;
        }

        Kill(start, Cursor);
    }

    public void KillWordBackward() => Kill(WordStart(Cursor), Cursor);

    public void KillWordForward()
    {
        int start = Cursor;
        MoveWordRight();
        Kill(start, Cursor);
    }

    /// <summary>Puts back what was last killed.</summary>
    public void Yank() => Insert(_killed);

    private void Kill(int start, int end)
    {
        if (end > start)
        {
            _killed = Text[start..end];
            Replace(start, end - start, string.Empty);
        }
    }

    private int WordStart(int index)
    {
        while (index > 0 && !IsWord(Text[index - 1]))
        {
            index--;
        }

        while (index > 0 && IsWord(Text[index - 1]))
        {
            index--;
        }

        return index;
    }

    private int After(int index) => index + (index < Text.Length ? StringInfo.GetNextTextElementLength(Text, index) : 0);

    private int Before(int index)
    {
        int start = 0;
        for (int next = 0; next < index; next = After(next))
        {
            start = next;
        }

        return start;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
