using System.Text.RegularExpressions;

namespace AutogradPS.Build.Facade;

/// <summary>The names that the table of PyTorch's one-liners uses.</summary>
internal sealed partial class OneLiners
{
    public OneLiners(string path)
    {
        string[] lines = [.. File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];
        Functions = Names(lines, TorchCall());
        Functionals = Names(lines, FunctionalCall());
        Methods = Names(lines, MethodCall());
    }

    /// <summary>Functions of torch.</summary>
    public IReadOnlyCollection<string> Functions { get; }

    /// <summary>Functions of torch.nn.functional.</summary>
    public IReadOnlyCollection<string> Functionals { get; }

    /// <summary>Methods of a tensor.</summary>
    public IReadOnlyCollection<string> Methods { get; }

    private static SortedSet<string> Names(string[] lines, Regex call) =>
        new(lines.SelectMany(l => call.Matches(l)).Select(m => m.Groups[1].Value), StringComparer.Ordinal);

    [GeneratedRegex(@"\btorch\.(\w+)\(")]
    private static partial Regex TorchCall();

    [GeneratedRegex(@"\bF\.(\w+)\(")]
    private static partial Regex FunctionalCall();

    [GeneratedRegex(@"(?<!\b(?:torch|F))\.(\w+)\(")]
    private static partial Regex MethodCall();
}
