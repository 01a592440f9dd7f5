using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Tensors;

namespace AutogradPS.Cmdlets;

/// <summary>Completes PyTorch's dtype names.</summary>
public sealed class DTypeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, DTypes.Names);
}
