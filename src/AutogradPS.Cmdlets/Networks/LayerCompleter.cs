using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Networks;

namespace AutogradPS.Cmdlets;

/// <summary>Completes the names of layers and shows their signatures.</summary>
public sealed class LayerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string prefix = (wordToComplete ?? "").Trim('\'', '"');
        foreach (string signature in NetworkFactory.LayerSignatures)
        {
            string name = signature[..signature.IndexOf('(', StringComparison.Ordinal)];
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                yield return new CompletionResult($"'{name} '", name, CompletionResultType.ParameterValue, signature);
        }
    }
}
