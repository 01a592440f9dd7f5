using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AutogradPS.Host.Session;

namespace AutogradPS.Host.Terminal;

/// <summary>Completes a word by the engine's own completer.</summary>
internal sealed class Completer(Runspace runspace, PipelineRunner runner)
{
    /// <summary>What the text at the cursor can be completed to.</summary>
    /// <remarks>
    /// The session has the everyday commands, and the modules of EverydayModules.targets offer them again; the engine
    /// then completes to Microsoft.PowerShell.Utility\Write-Host. The name alone means the same.
    /// </remarks>
    public CommandCompletion Complete(string text, int cursor)
    {
        using PowerShell powerShell = runner.IsRunning
            ? PowerShell.Create(RunspaceMode.CurrentRunspace)
            : PowerShell.Create(runspace);
        try
        {
            CommandCompletion completion = CommandCompletion.CompleteInput(text, cursor, options: null, powerShell);
            completion.CompletionMatches = [.. completion.CompletionMatches.Select(WithoutEverydayModule).DistinctBy(match => match.CompletionText)];
            return completion;
        }
        catch (Exception)
        {
            // Completers are anybody's code: a fault in one costs the completion, not the session.
            return new CommandCompletion([], currentMatchIndex: -1, cursor, replacementLength: 0);
        }
    }

    private static CompletionResult WithoutEverydayModule(CompletionResult match)
    {
        string name = match.ListItemText;
        bool isQualified = match.CompletionText == $@"Microsoft.PowerShell.Utility\{name}"
            || match.CompletionText == $@"Microsoft.PowerShell.Management\{name}";
        return isQualified ? new CompletionResult(name, name, match.ResultType, match.ToolTip) : match;
    }

    /// <summary>The longest start that all completions share, whatever the case of its letters.</summary>
    public static string CommonStart(IReadOnlyList<CompletionResult> matches)
    {
        string common = matches[0].CompletionText;
        foreach (CompletionResult match in matches.Skip(1))
        {
            int length = 0;
            while (length < common.Length && length < match.CompletionText.Length
                && char.ToUpperInvariant(common[length]) == char.ToUpperInvariant(match.CompletionText[length]))
            {
                length++;
            }

            common = common[..length];
        }

        return common;
    }

    /// <summary>The completions in columns, for a terminal of so many columns.</summary>
    public static IEnumerable<string> InColumns(IReadOnlyList<CompletionResult> matches, int width)
    {
        int cell = matches.Max(match => CellWidth.Of(match.ListItemText)) + 2;
        int columns = Math.Max(1, width / cell);
        int rows = (matches.Count + columns - 1) / columns;
        for (int row = 0; row < rows; row++)
        {
            IEnumerable<string> cells = Enumerable.Range(0, columns)
                .Select(column => (column * rows) + row)
                .Where(index => index < matches.Count)
                .Select(index => matches[index].ListItemText)
                .Select(text => text + new string(' ', cell - CellWidth.Of(text)));
            yield return string.Concat(cells).TrimEnd();
        }
    }
}
