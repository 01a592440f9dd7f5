using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace AutogradPS.Host.Terminal;

/// <summary>A line for each running activity below the output, on a terminal only.</summary>
/// <remarks>
/// The cursor rests at the start of the bar's first line, so that taking it off the screen is to erase from there on,
/// and whatever is written next takes its place.
/// </remarks>
/// <param name="screen">The lock around everything that writes to the screen.</param>
internal sealed class ProgressBar(Lock screen)
{
    private const int MaximumLines = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly List<(long Source, ProgressRecord Record)> _activities = [];
    private long _drawnAt;
    private bool _isShown;
    private bool _atLineStart = true;

    /// <summary>Takes over one progress record of the engine.</summary>
    public void Update(long source, ProgressRecord record)
    {
        lock (screen)
        {
            // Every call of Write-Progress is a source of its own; an activity goes on under its name.
            int index = _activities.FindIndex(a => a.Record.ActivityId == record.ActivityId
                && (a.Source == source || a.Record.Activity == record.Activity));
            if (record.RecordType == ProgressRecordType.Completed)
            {
                if (index >= 0)
                {
                    _activities.RemoveAt(index);
                    Redraw();
                }

                return;
            }

            if (index >= 0)
            {
                _activities[index] = (source, record);
            }
            else
            {
                _activities.Add((source, record));
            }

            if (!_isShown || Stopwatch.GetElapsedTime(_drawnAt) >= Interval)
            {
                Redraw();
            }
        }
    }

    /// <summary>Takes the bar off the screen until the next record.</summary>
    public void Clear()
    {
        lock (screen)
        {
            if (_isShown)
            {
                Console.Out.Write("\e[J");
                _isShown = false;
            }
        }
    }

    /// <summary>Takes the bar off the screen and forgets all activities; what reported them has ended.</summary>
    public void Reset()
    {
        lock (screen)
        {
            Clear();
            _activities.Clear();
            _atLineStart = true;
        }
    }

    /// <summary>Tells where output left the cursor: the bar never breaks a line that is being written.</summary>
    public void NoteOutput(bool atLineStart) => _atLineStart = atLineStart;

    private void Redraw()
    {
        Clear();
        if (_activities.Count == 0 || !_atLineStart)
        {
            return;
        }

        int width = Math.Max(Console.WindowWidth - 1, 20);
        StringBuilder output = new();
        int lines = Math.Min(_activities.Count, MaximumLines);
        for (int i = 0; i < lines; i++)
        {
            string line = Format(_activities[i].Record, width);
            output.Append(i > 0 ? "\r\n" : "").Append(PSStyle.Instance.Progress.Style).Append(line).Append(PSStyle.Instance.Reset);
        }

        output.Append(lines > 1 ? $"\e[{lines - 1}A\r" : "\r");
        Console.Out.Write(PSStyle.Instance.OutputRendering == OutputRendering.PlainText ? WithoutColours(output) : output.ToString());
        _drawnAt = Stopwatch.GetTimestamp();
        _isShown = true;
    }

    private static string WithoutColours(StringBuilder output) =>
        output.Replace(PSStyle.Instance.Progress.Style, string.Empty).Replace(PSStyle.Instance.Reset, string.Empty).ToString();

    /// <summary>One activity in one line of at most so many columns.</summary>
    internal static string Format(ProgressRecord record, int width)
    {
        string text = record.Activity;
        if (!string.IsNullOrWhiteSpace(record.StatusDescription))
        {
            text += $": {record.StatusDescription.Trim()}";
        }

        if (!string.IsNullOrWhiteSpace(record.CurrentOperation))
        {
            text += $" {record.CurrentOperation.Trim()}";
        }

        string meter = record.PercentComplete < 0 ? string.Empty : $" {Bar(record.PercentComplete, width / 4)} {record.PercentComplete,3}%";
        if (record.SecondsRemaining >= 0)
        {
            TimeSpan left = TimeSpan.FromSeconds(record.SecondsRemaining);
            meter += string.Create(CultureInfo.InvariantCulture, $" {(int)left.TotalHours}:{left:mm\\:ss} left");
        }

        return Fit(text.ReplaceLineEndings(" "), Math.Max(width - meter.Length, 0)) + meter;
    }

    private static string Bar(int percent, int cells)
    {
        int filled = Math.Clamp(percent, 0, 100) * cells / 100;
        return $"[{new string('=', filled)}{new string(' ', cells - filled)}]";
    }

    private static string Fit(string text, int width)
    {
        if (CellWidth.Of(text) <= width)
        {
            return text;
        }

        StringBuilder fitted = new();
        int used = 1;
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += CellWidth.Of(rune);
            if (used > width)
            {
                break;
            }

            fitted.Append(rune);
        }

        return fitted.Append('\u2026').ToString();
    }
}
