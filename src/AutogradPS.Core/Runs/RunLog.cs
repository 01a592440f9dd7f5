using System.Text;

namespace AutogradPS.Runs;

/// <summary>The log of a run, for people: what happened when, a line each, oldest first; resuming adds to it.</summary>
/// <remarks>
/// "2026-01-31T12:00:00Z checkpoint  iteration-0000001000.safetensors": the time in UTC, what it is about, and words. Further lines of one entry
/// are indented. Each entry has left the process before the next thing happens, so that a killed run has it. A log that cannot be written ends no training.
/// </remarks>
/// <param name="path">The file.</param>
public sealed class RunLog(string path)
{
    /// <summary>Adds an entry.</summary>
    /// <param name="subject">A word: started, resumed, checkpoint, warning, ...</param>
    /// <param name="text">What there is to say.</param>
    public void Write(string subject, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.ReplaceLineEndings("\n").Trim().Split('\n');
        string entry = FormattableString.Invariant($"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ} {subject,-11} {string.Join("\n    ", lines)}\n");
        try
        {
            using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(Encoding.UTF8.GetBytes(entry));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk is what the next row or checkpoint says; an error that is logged here must not be hidden by this one.
        }
    }
}
