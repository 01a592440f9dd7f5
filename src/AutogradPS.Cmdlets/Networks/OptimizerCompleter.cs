using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Networks.Optimizers;

namespace AutogradPS.Cmdlets;

/// <summary>Completes the names of optimizers.</summary>
public sealed class OptimizerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, OptimizerFactory.Names);
}
