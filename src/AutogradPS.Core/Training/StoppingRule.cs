using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AutogradPS.Training;

/// <summary>When a training stops before its last iteration. It can be resumed afterwards.</summary>
/// <param name="timeLimit">The longest time to train, from the start or the resumption; null for no limit.</param>
/// <param name="targetEstimate">The Wasserstein estimate to reach, as the mean of the last <see cref="Window"/> records; null for none.</param>
public sealed class StoppingRule(TimeSpan? timeLimit, double? targetEstimate)
{
    /// <summary>The records that a target is judged by: the estimate of a single batch is noisy.</summary>
    public const int Window = 10;

    private readonly Queue<double> last = new();
    private readonly Stopwatch watch = new();

    /// <summary>Why the training is to stop; null to go on.</summary>
    public string? Reason { get; private set; }

    /// <summary>Starts the clock.</summary>
    public void Start() => watch.Start();

    /// <summary>Looks at the clock. Called before every step.</summary>
    public bool IsTimeOver()
    {
        if (Reason is null && watch.Elapsed >= timeLimit) Reason = FormattableString.Invariant($"the time limit of {timeLimit} is over");
        return Reason is not null;
    }

    /// <summary>Says that the process was asked to end.</summary>
    public void Terminate(PosixSignal signal) => Reason ??= $"the process was asked to end ({signal})";

    /// <summary>Looks at a record.</summary>
    public void See(TrainingRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (targetEstimate is null || record.WassersteinEstimate is not { } estimate) return;
        if (last.Count == Window) last.Dequeue();
        last.Enqueue(estimate);
        if (last.Count == Window && last.Average() <= targetEstimate)
            Reason ??= FormattableString.Invariant($"the mean of the last {Window} Wasserstein estimates, {last.Average():G4}, is at most {targetEstimate}");
    }
}
