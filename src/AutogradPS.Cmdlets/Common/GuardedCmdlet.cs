using System.Management.Automation;
using AutogradPS.Errors;

namespace AutogradPS.Cmdlets;

/// <summary>
/// The root of the module's cmdlets: whatever goes wrong in a step becomes an error record with an id, a category, a target and
/// advice. Leaves override <see cref="Begin"/>, <see cref="Process"/> and <see cref="End"/>.
/// </summary>
public abstract class GuardedCmdlet : PSCmdlet
{
    /// <summary>Runs before the first input.</summary>
    protected virtual void Begin() { }

    /// <summary>Runs for every input.</summary>
    protected virtual void Process() { }

    /// <summary>Runs after the last input.</summary>
    protected virtual void End() { }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(End);

    /// <summary>True when the user gave the parameter.</summary>
    protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (AutogradPSException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e));
        }
        catch (Exception e) when (TorchError.IsTorch(e) || e is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            ThrowTerminatingError(ErrorRecords.From(TorchError.From(e)));
        }
        // The engine's own pass: they stop the pipeline, carry a script block's error record, or leave a loop.
        catch (Exception e) when (e.GetType().Assembly != typeof(PSCmdlet).Assembly)
        {
            ThrowTerminatingError(ErrorRecords.From(new AutogradPSException("InternalError", ErrorKind.NotSupported,
                $"{MyInvocation.MyCommand.Name} failed in a way it should not ({e.GetType().Name}: {e.Message}). Please report it with the command.", null, e)));
        }
    }
}
