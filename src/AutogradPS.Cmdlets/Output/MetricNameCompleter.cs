using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Errors;
using AutogradPS.Metrics;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Completes the names of metrics: those of the file that is read earlier in the pipeline, else those of every training run.</summary>
public sealed class MetricNameCompleter : IArgumentCompleter
{
    private static readonly string[] OfTraining =
        ["Iteration", "CriticLoss", "GeneratorLoss", "WassersteinEstimate", "GradientPenalty", "GradientNormMean"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.StartingWith(wordToComplete, ColumnsOfFile(commandAst) ?? OfTraining);

    private static IReadOnlyList<string>? ColumnsOfFile(CommandAst command)
    {
        IEnumerable<CommandAst> others = (command?.Parent as PipelineAst)?.PipelineElements.OfType<CommandAst>() ?? [];
        string? path = others
            .FirstOrDefault(other => string.Equals(other.GetCommandName(), "Import-MetricCsv", StringComparison.OrdinalIgnoreCase))
            ?.CommandElements.Skip(1).OfType<StringConstantExpressionAst>().FirstOrDefault()?.Value;
        try
        {
            return path is null ? null : MetricCsv.Read(Path.Combine(Location(), path)).Columns;
        }
        catch (AutogradPSException)
        {
            // A file that is not there yet is no reason for completion to fail.
            return null;
        }
    }

    // A completer has no session state; the process's own directory need not be the shell's.
    private static string Location()
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddScript("$ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath").Invoke<string>().FirstOrDefault() ?? "";
    }
}
