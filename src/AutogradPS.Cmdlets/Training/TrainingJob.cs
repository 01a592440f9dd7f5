using System.Management.Automation;
using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>A training beside the shell: Receive-Job gives its records, Stop-Job stops it within one step.</summary>
internal sealed class TrainingJob : Job
{
    private readonly TrainingSession session;
    private readonly Dataset? owned;
    private readonly CancellationTokenSource cancellation = new();
    private readonly Thread thread;

    /// <summary>Starts at once.</summary>
    /// <param name="session">The run; disposed when it ends.</param>
    /// <param name="owned">A data set to dispose with it; null where it is somebody else's.</param>
    /// <param name="command">The command line, for Get-Job.</param>
    public TrainingJob(TrainingSession session, Dataset? owned, string command)
        : base(command, session.Directory.Name)
    {
        this.session = session;
        this.owned = owned;
        PSJobTypeName = "WganTraining";
        SetJobState(JobState.Running);
        thread = new Thread(Train) { IsBackground = true, Name = "AutogradPS training job" };
        thread.Start();
    }

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0;

    /// <inheritdoc/>
    public override string Location => session.Directory.Path;

    /// <inheritdoc/>
    public override string StatusMessage => FormattableString.Invariant($"Iteration {session.Iteration} of {session.Settings.Iterations}");

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
            using (session)
            {
                foreach (TrainingRecord record in session.Run(cancellation.Token)) Output.Add(PSObject.AsPSObject(record));
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
            SetJobState(end);
        }
    }
}
