using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Objectives;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the names of objectives.</summary>
public sealed class ObjectiveCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, ObjectiveCatalog.Names);
}
