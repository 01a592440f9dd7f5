using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes what decides the best checkpoint.</summary>
public sealed class BestMetricCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, BestCheckpoint.Metrics);
}
