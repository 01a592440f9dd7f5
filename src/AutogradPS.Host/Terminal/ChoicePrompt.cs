using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace AutogradPS.Host.Terminal;

/// <summary>Asks for one of several labelled choices, as -Confirm and $Host.UI.PromptForChoice do.</summary>
internal sealed class ChoicePrompt
{
    private readonly ConsoleUI _ui;
    private readonly Collection<ChoiceDescription> _choices;
    private readonly (string HotKey, string Label)[] _labels;

    public ChoicePrompt(ConsoleUI ui, Collection<ChoiceDescription> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count == 0)
        {
            throw new PSArgumentException("A question needs at least one choice.", nameof(choices));
        }

        _ui = ui;
        _choices = choices;
        _labels = [.. choices.Select(choice => Split(choice.Label))];
    }

    /// <summary>Asks until one choice is made.</summary>
    /// <param name="caption">A headline, or null.</param>
    /// <param name="message">The question, or null.</param>
    /// <param name="defaultChoice">The choice for an empty answer, or -1 for none.</param>
    public int AskForOne(string? caption, string? message, int defaultChoice)
    {
        if (defaultChoice < -1 || defaultChoice >= _choices.Count)
        {
            throw new PSArgumentOutOfRangeException(nameof(defaultChoice), defaultChoice, "The default choice must be an index into the choices, or -1 for none.");
        }

        _ui.WriteQuestion(caption, message);
        while (true)
        {
            WriteChoices(defaultChoice >= 0 ? [defaultChoice] : [], separator: " ");
            _ui.Write(defaultChoice >= 0 ? ": " : string.Empty);
            string answer = _ui.ReadAnswer().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            if (Find(answer) is { } choice)
            {
                return choice;
            }
        }
    }

    /// <summary>Asks for choices, one a line, until an empty line.</summary>
    public Collection<int> AskForSeveral(string? caption, string? message, IReadOnlyList<int> defaultChoices)
    {
        _ui.WriteQuestion(caption, message);
        WriteChoices(defaultChoices, Environment.NewLine);
        _ui.WriteLine();
        Collection<int> picked = [];
        while (true)
        {
            _ui.Write($"Choice[{picked.Count}]: ");
            string answer = _ui.ReadAnswer().Trim();
            if (answer.Length == 0)
            {
                return picked.Count > 0 ? picked : [.. defaultChoices];
            }

            if (Find(answer) is { } choice)
            {
                picked.Add(choice);
            }
        }
    }

    private int? Find(string answer)
    {
        if (answer == "?")
        {
            for (int i = 0; i < _choices.Count; i++)
            {
                (string hotKey, string label) = _labels[i];
                _ui.WriteLine($"{(hotKey.Length > 0 ? hotKey : label)} - {_choices[i].HelpMessage}");
            }

            return null;
        }

        int index = Array.FindIndex(_labels, label =>
            answer.Equals(label.Label, StringComparison.CurrentCultureIgnoreCase)
            || (label.HotKey.Length > 0 && answer.Equals(label.HotKey, StringComparison.CurrentCultureIgnoreCase)));
        return index >= 0 ? index : null;
    }

    private void WriteChoices(IReadOnlyList<int> defaults, string separator)
    {
        PSStyle style = PSStyle.Instance;
        for (int i = 0; i < _labels.Length; i++)
        {
            string colour = defaults.Contains(i) ? style.Foreground.BrightYellow : style.Foreground.BrightWhite;
            _ui.Write($"{colour}[{_labels[i].HotKey}] {_labels[i].Label}{style.Reset} {separator}");
        }

        string hint = defaults.Count switch
        {
            0 => string.Empty,
            1 => $"(default is \"{Name(defaults[0])}\")",
            _ => $"(default choices are {string.Join(',', defaults.Select(Name))})",
        };
        _ui.Write($"[?] Help{separator}{hint}");
    }

    private string Name(int choice) => _labels[choice].HotKey.Length > 0 ? _labels[choice].HotKey : _labels[choice].Label;

    // "&Yes" has the hot key Y and the label Yes.
    private static (string HotKey, string Label) Split(string label)
    {
        int mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length
            ? (label.Substring(mark + 1, 1).ToUpperInvariant(), label.Remove(mark, 1))
            : (string.Empty, label);
    }
}
