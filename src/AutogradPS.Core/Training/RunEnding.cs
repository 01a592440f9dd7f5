using AutogradPS.Errors;
using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>How a run ends: whatever goes wrong, its files are completed as far as they can be, and the first failure is the one that is told.</summary>
/// <param name="trainer">What was trained.</param>
/// <param name="output">What it leaves.</param>
internal sealed class RunEnding(WganTrainer trainer, RunOutput output)
{
    private Exception? failure;

    /// <summary>Does what may fail, and tells a failure in the words of a run: what is safe, and how to go on.</summary>
    public void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            Exception told = output.Failure.Explain(e, trainer.Iteration, output.LastRows());
            failure ??= told;
            if (ReferenceEquals(told, e)) throw;
            throw told;
        }
    }

    /// <summary>Completes the files.</summary>
    /// <param name="stopReason">The rule that stopped it; null for none.</param>
    /// <param name="interrupted">Whether it was asked to stop.</param>
    /// <exception cref="AutogradPSException">They cannot be completed, and nothing was told to have gone wrong before.</exception>
    public void Finish(string? stopReason, bool interrupted)
    {
        bool isTold = failure is not null;
        if (!isTold)
        {
            Try(output.SaveLast);
            Try(output.DrawLast);
        }
        if (failure is TrainingDivergedException) Try(output.SaveDiverged);
        RunState state = failure switch
        {
            null => trainer.IsComplete ? RunState.Completed : RunState.Stopped,
            TrainingDivergedException => RunState.Diverged,
            _ => RunState.Failed,
        };
        string? message = failure?.Message;
        Try(() => output.SetStatus(state, message ?? (state == RunState.Stopped ? stopReason : null)));
        output.LogEnd(state, failure?.Message ?? (state == RunState.Completed ? "all are done" : stopReason ?? (interrupted ? "it was asked to stop" : "nobody takes its records any more")));
        Try(output.DrawCharts);
        Try(output.Animate);
        if (!isTold && failure is not null) throw failure;
    }

    // Where one file cannot be written any more, the others are written all the same; but nothing where the run is gone.
    private void Try(Action action)
    {
        try
        {
            output.Failure.RequireThere();
            Guard(action);
        }
        catch (Exception e) when (e is AutogradPSException or IOException or UnauthorizedAccessException)
        {
            failure ??= e;
        }
    }
}
