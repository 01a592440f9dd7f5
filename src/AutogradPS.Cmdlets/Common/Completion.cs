using System.Management.Automation;

namespace AutogradPS.Cmdlets;

/// <summary>What the completers have in common.</summary>
internal static class Completion
{
    /// <summary>The candidates that begin with the word, quotes around it ignored.</summary>
    public static IEnumerable<CompletionResult> StartingWith(string word, IEnumerable<string> candidates)
    {
        string prefix = (word ?? "").Trim('\'', '"');
        return candidates.Where(c => c.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Select(c => new CompletionResult(c));
    }
}
