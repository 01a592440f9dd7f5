using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the ways to the gradients.</summary>
public sealed class GradientMethodCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, StepGradients.Names);
}
