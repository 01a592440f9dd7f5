using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the precisions.</summary>
public sealed class PrecisionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, Precision.Names);
}
