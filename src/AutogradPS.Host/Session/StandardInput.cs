using System.Management.Automation.Language;

namespace AutogradPS.Host.Session;

/// <summary>Redirected standard input, as the lines of <c>$input</c> or as statements.</summary>
internal static class StandardInput
{
    /// <summary>The lines that are left.</summary>
    public static IEnumerable<string> Lines()
    {
        while (Console.In.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Whether a script reads <c>$input</c>; if not, its child processes may read standard input themselves.</summary>
    public static bool IsReadBy(Ast script) =>
        script.Find(
            node => node is VariableExpressionAst variable && variable.VariablePath.UserPath.Equals("input", StringComparison.OrdinalIgnoreCase),
            searchNestedScriptBlocks: true) is not null;

    /// <summary>
    /// Statements in the order they can be run: a line, or, where a line leaves a statement incomplete, the lines down to
    /// the next empty one, as pwsh takes them.
    /// </summary>
    public static IEnumerable<string> Statements()
    {
        List<string> block = [];
        foreach (string line in Lines())
        {
            if (block.Count == 0 && !IsIncomplete(line))
            {
                yield return line;
            }
            else if (line.Length > 0)
            {
                block.Add(line);
            }
            else
            {
                yield return string.Join('\n', block);
                block.Clear();
            }
        }

        if (block.Count > 0)
        {
            yield return string.Join('\n', block);
        }
    }

    /// <summary>Whether the parser would accept the text if it went on.</summary>
    public static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        return errors.Any(error => error.IncompleteInput);
    }
}
