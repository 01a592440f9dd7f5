using System.Collections.Concurrent;
using System.Management.Automation;
using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>A training beside the shell: Receive-Job gives its records, Stop-Job stops it within one step.</summary>
internal sealed class TrainingJob : Job
{
    private readonly ITraining training;
    private readonly ConcurrentQueue<string> warnings;
    private readonly Dataset? owned;
    private readonly CancellationTokenSource cancellation = new();
    private readonly Thread thread;

    /// <summary>Starts at once.</summary>
    /// <param name="training">The run, or runs; disposed when it ends.</param>
    /// <param name="warnings">What the training warns of, from its thread.</param>
    /// <param name="owned">A data set to dispose with it; null where it is somebody else's.</param>
    /// <param name="command">The command line, for Get-Job.</param>
    public TrainingJob(ITraining training, ConcurrentQueue<string> warnings, Dataset? owned, string command)
        : base(command, training.Name)
    {
        this.training = training;
        this.warnings = warnings;
        this.owned = owned;
        PSJobTypeName = "WganTraining";
        SetJobState(JobState.Running);
        thread = new Thread(Train) { IsBackground = true, Name = "AutogradPS training job" };
        thread.Start();
    }

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0;

    /// <inheritdoc/>
    public override string Location => training.Path;

    /// <inheritdoc/>
    public override string StatusMessage => FormattableString.Invariant($"Iteration {training.Iteration} of {training.Iterations}");

    /// <inheritdoc/>
    public override void StopJob()
    {
        cancellation.Cancel();
        thread.Join();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && thread.IsAlive) StopJob();
        if (disposing) cancellation.Dispose();
        base.Dispose(disposing);
    }

    private void Train()
    {
        JobState end = JobState.Failed;
        try
        {
            using (owned)
            using (training)
            {
                foreach (TrainingRecord record in training.Run(cancellation.Token)) Output.Add(PSObject.AsPSObject(record));
                if (training.Report is { } report) Information.Add(new InformationRecord(report, training.Name));
            }
            end = cancellation.IsCancellationRequested ? JobState.Stopped : JobState.Completed;
        }
#pragma warning disable CA1031 // A job's failure is an error record of the job.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Error.Add(ErrorRecords.From(TorchError.From(e)));
        }
        finally
        {
            while (warnings.TryDequeue(out string? warning)) Warning.Add(new WarningRecord(warning));
            SetJobState(end);
        }
    }
}
