namespace AutogradPS.Runs;

/// <summary>How far a run got: the contents of status.json.</summary>
/// <param name="State">What it is doing, or how it ended.</param>
/// <param name="Iteration">Generator iterations done.</param>
/// <param name="ElapsedSeconds">Seconds of training, over all its resumptions.</param>
/// <param name="Updated">When this was written, UTC.</param>
/// <param name="Message">Why it failed; null otherwise.</param>
/// <param name="ProcessId">The process that trains it; null when it has ended.</param>
/// <param name="Host">The machine of that process.</param>
public sealed record RunStatus(
    RunState State, long Iteration, double ElapsedSeconds, DateTime Updated, string? Message = null, int? ProcessId = null, string? Host = null)
{
    /// <summary>The status at this moment; a running one names this process.</summary>
    public static RunStatus Now(RunState state, long iteration, double elapsedSeconds, string? message = null)
    {
        RunStatus status = new(state, iteration, Math.Round(elapsedSeconds, 3), DateTime.UtcNow, message);
        return state == RunState.Running ? status with { ProcessId = Environment.ProcessId, Host = Environment.MachineName } : status;
    }
}

/// <summary>What a run is doing, or how it ended.</summary>
public enum RunState
{
    /// <summary>It trains. In status.json also where the process ended without a word, see <see cref="Died"/>.</summary>
    Running,

    /// <summary>All iterations are done.</summary>
    Completed,

    /// <summary>It was stopped by the user, the pipeline or a stopping rule, and can be resumed.</summary>
    Stopped,

    /// <summary>A number became NaN or infinite.</summary>
    Diverged,

    /// <summary>It ended with another error.</summary>
    Failed,

    /// <summary>Its process is gone without a word (killed, or the machine went down); it can be resumed. Found by looking, never written.</summary>
    Died,
}
