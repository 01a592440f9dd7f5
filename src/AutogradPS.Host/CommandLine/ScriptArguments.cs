using System.Management.Automation.Runspaces;

namespace AutogradPS.Host.CommandLine;

/// <summary>Turns the words after a script's path into parameters, by pwsh's rules.</summary>
/// <remarks>
/// <c>-Name value</c> and a switch <c>-Name</c> are left for the engine's binder to tell apart; <c>-Name:value</c> and
/// <c>-Name: value</c> are joined here. Only after a colon are <c>true</c> and <c>$true</c> booleans.
/// </remarks>
internal static class ScriptArguments
{
    public static IReadOnlyList<CommandParameter> Parse(ReadOnlySpan<string> words)
    {
        List<CommandParameter> parameters = new(words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            int colon = word.IndexOf(':', StringComparison.Ordinal);
            if (!IsParameter(word))
            {
                parameters.Add(new CommandParameter(null, word));
            }
            else if (colon < 0)
            {
                parameters.Add(new CommandParameter(word));
            }
            else if (colon < word.Length - 1)
            {
                parameters.Add(new CommandParameter(word[..colon], BooleanOrText(word[(colon + 1)..])));
            }
            else if (i + 1 < words.Length)
            {
                parameters.Add(new CommandParameter(word[..colon], words[++i]));
            }
        }

        return parameters;
    }

    private static bool IsParameter(string word) => word.Length > 1 && IsDash(word[0]);

    // The engine takes a hyphen, an en dash, an em dash and a horizontal bar for a dash.
    private static bool IsDash(char c) => c is '-' or '\u2013' or '\u2014' or '\u2015';

    private static object BooleanOrText(string text) =>
        bool.TryParse(text.StartsWith('$') ? text.AsSpan(1) : text, out bool value) ? value : text;
}
