using System.Diagnostics;
using System.Management.Automation;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>What the progress bar of a training says: iterations, rate and the time that is left. Due by time, not by iteration.</summary>
internal sealed class TrainingProgress(ITraining training)
{
    /// <summary>The time between two updates.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly long start = training.Iteration;
    private readonly string activity = $"Training {training.Name}";
    private TimeSpan next = Interval;

    /// <summary>The update that is due; null before its time.</summary>
    public ProgressRecord? Due()
    {
        TimeSpan now = watch.Elapsed;
        if (now < next) return null;
        next = now + Interval;
        long done = training.Iteration, all = training.Iterations;
        double rate = (done - start) / now.TotalSeconds;
        ProgressRecord record = new(0, activity, FormattableString.Invariant($"Iteration {done:N0} of {all:N0}, {rate:N1} a second"))
        {
            PercentComplete = (int)(100 * done / all),
        };
        if (rate > 0) record.SecondsRemaining = (int)Math.Min((all - done) / rate, int.MaxValue);
        return record;
    }

    /// <summary>The update that takes the bar away.</summary>
    public ProgressRecord Done() => new(0, activity, "Done") { RecordType = ProgressRecordType.Completed };
}
