using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the checkpoints that have a name.</summary>
public sealed class CheckpointCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, [CheckpointStore.Latest, CheckpointStore.Best]);
}
