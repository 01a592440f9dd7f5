using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AutogradPS.Cmdlets;

/// <summary>Completes one of some names.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <summary>The names to choose from.</summary>
    protected abstract IEnumerable<string> Names { get; }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, Names);
}
