using System.Text.RegularExpressions;

namespace AutogradPS.Build.Facade;

/// <summary>The names that the table of PyTorch's one-liners uses.</summary>
internal sealed partial class OneLiners
{
    private readonly ILookup<string, string> _further;

    public OneLiners(string path)
    {
        string[] lines = [.. File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];
        Functions = Names(lines, TorchCall());
        Functionals = Names(lines, FunctionalCall());
        Methods = Names(lines, MethodCall());
        _further = lines.SelectMany(l => FurtherCall().Matches(l)).ToLookup(m => m.Groups[1].Value, m => m.Groups[2].Value);
    }

    /// <summary>Functions of torch.</summary>
    public IReadOnlyCollection<string> Functions { get; }

    /// <summary>Functions of torch.nn.functional.</summary>
    public IReadOnlyCollection<string> Functionals { get; }

    /// <summary>Methods of a tensor.</summary>
    public IReadOnlyCollection<string> Methods { get; }

    /// <summary>Functions of another namespace, such as torch.special.</summary>
    public IEnumerable<string> FunctionsOf(string roof) => _further[roof].Distinct();

    private static SortedSet<string> Names(string[] lines, Regex call) =>
        new(lines.SelectMany(l => call.Matches(l)).Select(m => m.Groups[1].Value), StringComparer.Ordinal);

    [GeneratedRegex(@"\btorch\.(\w+)\(")]
    private static partial Regex TorchCall();

    [GeneratedRegex(@"\bF\.(\w+)\(")]
    private static partial Regex FunctionalCall();

    [GeneratedRegex(@"\b(torch\.(?:nn\.\w+|special|fft|linalg))\.(\w+)\(")]
    private static partial Regex FurtherCall();

    [GeneratedRegex(@"(?<!\b(?:torch|F|torch\.(?:nn|nn\.\w+|special|fft|linalg)))\.(\w+)\(")]
    private static partial Regex MethodCall();
}
