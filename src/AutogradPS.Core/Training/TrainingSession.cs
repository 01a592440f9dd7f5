using AutogradPS.Errors;
using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>A run from its first step to its last file: the trainer, and what it leaves in the run's directory.</summary>
public sealed class TrainingSession : ITraining
{
    private readonly RunClaim claim;
    private readonly TrainingNetworks networks;
    private readonly WganTrainer trainer;
    private readonly RunOutput output;
    private readonly RunEnding ending;
    private readonly StoppingRule stopping;
    private bool interrupted, ended;

    /// <summary>Takes over the directory and the networks.</summary>
    /// <param name="claim">The run's directory.</param>
    /// <param name="settings">The resolved settings.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="networks">What learns.</param>
    /// <param name="from">Where to go on from; null for the beginning. Stays the caller's.</param>
    internal TrainingSession(RunClaim claim, TrainingSettings settings, TrainingRequest request, TrainingNetworks networks, Checkpoint? from)
    {
        (this.claim, this.networks, Settings) = (claim, networks, settings);
        stopping = new StoppingRule(request.TimeLimit, request.TargetEstimate);
        trainer = new WganTrainer(settings, request.Dataset, networks, request.Objective);
        if (from is not null)
        {
            TrainingState.Restore(networks, from.Tensors);
            trainer.Restore(from.CriticStep, from.Iteration);
        }
        output = new RunOutput(Directory, settings, request.Dataset, networks, trainer, from?.ElapsedSeconds ?? 0);
        ending = new RunEnding(trainer, output);
    }

    /// <summary>The run's directory.</summary>
    public RunDirectory Directory => claim.Directory;

    /// <summary>The resolved settings.</summary>
    public TrainingSettings Settings { get; }

    /// <inheritdoc/>
    public string Name => Directory.Name;

    /// <inheritdoc/>
    public string Path => Directory.Path;

    /// <inheritdoc/>
    public long Iteration => trainer.Iteration;

    /// <inheritdoc/>
    public long Iterations => Settings.Iterations;

    /// <inheritdoc/>
    public string? StopReason => stopping.Reason;

    /// <inheritdoc/>
    public string? Report => null;

    /// <summary>Called before every look at the token, on the training's thread: tests stop a run at a chosen step.</summary>
    internal Action? BeforeStep { get; set; }

    /// <summary>Prepares a run: settings, networks, directory and config.json. Nothing is trained yet.</summary>
    /// <exception cref="AutogradPSException">Settings, networks, data or directory cannot be used as asked.</exception>
    public static TrainingSession Start(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SessionStart.New(request);
    }

    /// <summary>Prepares to go on with the run in <see cref="TrainingRequest.OutputDirectory"/> from its newest sound checkpoint, or from its beginning.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, RunInUse, DatasetDiffers, SettingFixed, CheckpointsDamaged, CheckpointMismatch, ...</exception>
    public static TrainingSession Resume(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SessionStart.Resumed(request);
    }

    /// <summary>
    /// Trains, on the calling thread, while the records are taken. However it ends (completed, cancelled, abandoned by its reader or
    /// with an error), files are complete, charts drawn, and the run can be resumed.
    /// </summary>
    /// <param name="cancellation">Looked at before every step, but for a generator step that completes an iteration.</param>
    /// <exception cref="TrainingDivergedException">A number is not finite; the message has the last records.</exception>
    public IEnumerable<TrainingRecord> Run(CancellationToken cancellation = default)
    {
        using TerminationSignal termination = new();
        using ThreadCountScope threads = new(Settings.ThreadCount);
        using PrecisionScope precision = new(Settings.Precision);
        networks.Keep();
        stopping.Start();
        try
        {
            ending.Guard(output.Begin);
            while (!trainer.IsComplete)
            {
                BeforeStep?.Invoke();
                if (trainer.CanStop && (cancellation.IsCancellationRequested || stopping.IsTimeOver() || TerminationSignal.Requested is not null)) break;
                if (Advance() is { } record) yield return record;
                if (interrupted) break;
            }
            interrupted |= cancellation.IsCancellationRequested;
            if (TerminationSignal.Requested is { } signal) stopping.Terminate(signal);
        }
        finally
        {
            EndSteps();
            ending.Finish(stopping.Reason, interrupted);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        output.Dispose();
        trainer.Dispose();
        networks.Dispose();
        claim.Dispose();
    }

    // Before the last pictures and charts, which take memory of their own.
    private void EndSteps()
    {
        if (ended) return;
        ended = true;
        trainer.Rest();
        output.Release();
    }

    private TrainingRecord? Advance()
    {
        TrainingRecord? record = null;
        ending.Guard(() =>
        {
            try
            {
                long before = Iteration;
                record = trainer.Step();
                if (Iteration == before) return;
                if (trainer.IsComplete) EndSteps();
                record = output.Keep(record);
                if (record is not null) stopping.See(record);
            }
            catch (OperationCanceledException)
            {
                // An objective of one's own was stopped while it ran; the step has changed nothing yet.
                interrupted = true;
            }
        });
        return record;
    }
}
