using System.Text.RegularExpressions;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>A line that Select-String found.</summary>
/// <param name="Line">The line.</param>
/// <param name="LineNumber">Its number, from 1.</param>
/// <param name="Path">The file, or InputStream.</param>
/// <param name="Pattern">The pattern that it matches.</param>
/// <param name="Matches">What of it matches.</param>
/// <param name="IgnoreCase">Whether upper and lower case counted as the same.</param>
public sealed record MatchInfo(string Line, int LineNumber, string Path, string Pattern, Match[] Matches, bool IgnoreCase)
{
    public string Filename => IsFile ? System.IO.Path.GetFileName(Path) : Path;

    private bool IsFile => Path != "InputStream";

    public override string ToString() => ToString(directory: null);

    /// <summary>path:number:line, the path relative to the directory where it lies in it.</summary>
    public string ToString(string? directory)
    {
        if (!IsFile)
            return Line;
        string path = directory is not null && Path.StartsWith(directory, StringComparison.Ordinal)
            ? System.IO.Path.GetRelativePath(directory, Path)
            : Path;
        return $"{path}:{LineNumber}:{Line}";
    }

    /// <summary>What the engine's view of pwsh's type calls.</summary>
    public string ToEmphasizedString(string directory) => ToString(directory);
}
