using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Tensors;

namespace AutogradPS.Cmdlets;

/// <summary>Completes the devices of this machine.</summary>
public sealed class DeviceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) => Completion.StartingWith(wordToComplete, Devices.All().Select(d => d.Name));
}
