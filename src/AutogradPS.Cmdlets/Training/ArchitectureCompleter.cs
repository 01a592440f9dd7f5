using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Networks;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the names of architectures.</summary>
public sealed class ArchitectureCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, Architectures.Names);
}
