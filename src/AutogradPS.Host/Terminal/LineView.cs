using System.Text;

namespace AutogradPS.Host.Terminal;

/// <summary>Draws a prompt and the text after it, over what it drew before; knows the terminal only by its width.</summary>
/// <remarks>Lines are broken here, not by the terminal, so that the cursor's row is known on every kind of terminal.</remarks>
/// <param name="firstColumn">The column that drawing starts in, after what others wrote on the line.</param>
internal sealed class LineView(int firstColumn)
{
    private const string Continuation = ">> ";

    private readonly StringBuilder _output = new();
    private int _cursorRow;
    private int _row;
    private int _column;
    private int _width;

    /// <summary>Draws the text with the cursor at an index of it.</summary>
    public void Draw(string prompt, string text, int cursor)
    {
        _width = Math.Max(Console.WindowWidth, 10);
        MoveToStart();
        Put(prompt);
        (int Row, int Column) target = (_row, _column);
        for (int index = 0; index <= text.Length; index++)
        {
            if (index == cursor)
            {
                target = (_row, _column);
            }

            if (index == text.Length)
            {
                break;
            }

            if (text[index] == '\n')
            {
                Break();
                Put(Continuation);
            }
            else if (Rune.TryGetRuneAt(text, index, out Rune rune))
            {
                Put(rune);
                index += rune.Utf16SequenceLength - 1;
            }
        }

        MoveUp(_row - target.Row);
        _output.Append('\r').Append(target.Column > 0 ? $"\e[{target.Column}C" : string.Empty);
        _cursorRow = target.Row;
        Flush();
    }

    /// <summary>Draws the finished text and leaves the cursor on the line below it.</summary>
    public void Finish(string prompt, string text)
    {
        Draw(prompt, text, text.Length);
        Console.Out.WriteLine();
        _cursorRow = 0;
        firstColumn = 0;
    }

    /// <summary>Empties the screen; the next drawing starts at its top.</summary>
    public void ClearScreen()
    {
        Console.Out.Write("\e[H\e[2J");
        _cursorRow = 0;
        firstColumn = 0;
    }

    private void MoveToStart()
    {
        MoveUp(_cursorRow);
        _output.Append('\r').Append(firstColumn > 0 ? $"\e[{firstColumn}C" : string.Empty).Append("\e[J");
        (_row, _column) = (0, firstColumn);
    }

    private void MoveUp(int rows)
    {
        if (rows > 0)
        {
            _output.Append($"\e[{rows}A");
        }
    }

    // A prompt may hold line breaks and colours; escape sequences take no columns.
    private void Put(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == '\e')
            {
                int end = index + 1;
                while (end < text.Length && !char.IsAsciiLetter(text[end]))
                {
                    end++;
                }

                _output.Append(text, index, Math.Min(end + 1, text.Length) - index);
                index = end;
            }
            else if (text[index] == '\n')
            {
                Break();
            }
            else if (text[index] != '\r' && Rune.TryGetRuneAt(text, index, out Rune rune))
            {
                Put(rune);
                index += rune.Utf16SequenceLength - 1;
            }
        }
    }

    private void Put(Rune rune)
    {
        if (rune.Value == '\t')
        {
            rune = new Rune(' ');
        }
        else if (Rune.IsControl(rune))
        {
            rune = new Rune(0x2400 + (rune.Value & 0x1F));
        }

        int cells = CellWidth.Of(rune);
        if (_column + cells > _width)
        {
            Break();
        }

        _output.Append(rune);
        _column += cells;
        if (_column == _width)
        {
            Break();
        }
    }

    private void Break()
    {
        _output.Append("\r\n");
        _row++;
        _column = 0;
    }

    private void Flush()
    {
        Console.Out.Write(_output.ToString());
        _output.Clear();
    }
}
