using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Data;

namespace AutogradPS.Cmdlets;

/// <summary>Completes the names of data sets.</summary>
public sealed class DatasetNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, DatasetCatalog.Names);
}
