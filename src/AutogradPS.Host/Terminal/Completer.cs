using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AutogradPS.Host.Session;

namespace AutogradPS.Host.Terminal;

/// <summary>Completes a word by the engine's own completer.</summary>
internal sealed class Completer(Runspace runspace, PipelineRunner runner)
{
    /// <summary>What the text at the cursor can be completed to.</summary>
    /// <remarks>
    /// The engine also offers Module\Command for a command that a module would add a second time, as the module for
    /// parallel runspaces does with all of the host's.
    /// </remarks>
    public CommandCompletion Complete(string text, int cursor)
    {
        using PowerShell powerShell = runner.IsRunning
            ? PowerShell.Create(RunspaceMode.CurrentRunspace)
            : PowerShell.Create(runspace);
        CommandCompletion completion = CommandCompletion.CompleteInput(text, cursor, options: null, powerShell);
        HashSet<string> texts = [.. completion.CompletionMatches.Select(match => match.CompletionText)];
        foreach (CompletionResult match in completion.CompletionMatches.ToArray())
        {
            if (match.ResultType == CompletionResultType.Command
                && match.CompletionText != match.ListItemText && texts.Contains(match.ListItemText))
            {
                completion.CompletionMatches.Remove(match);
            }
        }

        return completion;
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
