using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Networks;

namespace AutogradPS.Cmdlets;

/// <summary>Completes the names of ready-made networks.</summary>
public sealed class NetworkPresetCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, NetworkPresets.Names);
}
