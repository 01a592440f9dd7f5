using System.Collections;
using System.Management.Automation;
using AutogradPS.Errors;
using AutogradPS.Objectives;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Training;

/// <summary>A script block as the critic's objective: a scalar tensor, or a table with the keys Loss and Penalty.</summary>
internal static class ScriptObjective
{
    /// <summary>The objective, to be evaluated on the cmdlet's own thread while it runs: a script block belongs to its runspace.</summary>
    /// <exception cref="AutogradPSException">ObjectiveFailed, ObjectiveOutput; when a step evaluates it.</exception>
    /// <exception cref="OperationCanceledException">The pipeline was stopped in the block.</exception>
    public static Objective Of(PSCmdlet cmdlet, ScriptBlock block) => Objective.Of((critic, real, generated) => Terms(Run(cmdlet, block, critic, real, generated)), block.ToString());

    private static object? Run(PSCmdlet cmdlet, ScriptBlock block, params object[] arguments)
    {
        try
        {
            var written = cmdlet.InvokeCommand.InvokeScript(true, block, null, arguments);
            return written.Count == 1 ? written[0]?.BaseObject
                : throw Wrong($"{written.Count} values. Write one, and assign what is not the result to $null", written);
        }
        catch (PipelineStoppedException e)
        {
            throw new OperationCanceledException("The pipeline was stopped.", e);
        }
        catch (RuntimeException e)
        {
            throw new AutogradPSException("ObjectiveFailed", ErrorKind.InvalidOperation,
                $"The objective's script block failed: {e.Message.TrimEnd('.')}.{Environment.NewLine}{e.ErrorRecord.InvocationInfo?.PositionMessage}", block, e);
        }
    }

    private static CriticTerms Terms(object? result) => result switch
    {
        Tensor loss => new CriticTerms(loss, null),
        IDictionary { Count: > 0 } table when table.Keys.Cast<object>().FirstOrDefault(key => !Is(key, nameof(CriticTerms.Loss)) && !Is(key, nameof(CriticTerms.Penalty))) is { } odd =>
            throw Wrong($"a table with the key '{odd}'", table),
        IDictionary { Count: > 0 } table => new CriticTerms(Term(table, nameof(CriticTerms.Loss)), Term(table, nameof(CriticTerms.Penalty))),
        null => throw Wrong("$null", result),
        _ => throw Wrong($"a value of type {result.GetType().Name}", result),
    };

    private static Tensor? Term(IDictionary table, string name)
    {
        if (table.Keys.Cast<object>().FirstOrDefault(key => Is(key, name)) is not { } found) return null;
        object? value = table[found] is PSObject wrapped ? wrapped.BaseObject : table[found];
        return value as Tensor ?? throw Wrong($"a table whose {name} is {(value is null ? "$null" : $"a value of type {value.GetType().Name}")}", table);
    }

    private static bool Is(object key, string name) => name.Equals(key.ToString(), StringComparison.OrdinalIgnoreCase);

    private static AutogradPSException Wrong(string what, object? target) => new("ObjectiveOutput", ErrorKind.InvalidResult,
        $"The objective's script block gave {what}. It must give one scalar tensor, the critic's loss, or @{{ Penalty = $scalar }}, which is added to the loss of WGAN times -Lambda.", target);
}
