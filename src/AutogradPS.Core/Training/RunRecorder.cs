using System.Diagnostics;
using AutogradPS.Metrics;
using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>Writes what a run measures: metrics.csv and timing.csv row by row, status.json, and the charts at the end.</summary>
public sealed class RunRecorder : IDisposable
{
    private const int LastRows = 5;

    // Seconds for which the resident memory is taken to be what it was: asking the system takes a third of a record's time.
    private const double MemoryLasts = 0.1;

    private readonly RunDirectory directory;
    private readonly MetricLog<TrainingRecord> metrics;
    private readonly MetricLog<TimingRecord> timing;
    private readonly Queue<TrainingRecord> last = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly double elapsedBefore;
    private double lastSeconds, residentMiB, residentAt = double.NegativeInfinity;
    private long lastIteration;

    /// <summary>Opens the files.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="iteration">The iteration to go on from; 0 starts the files, otherwise later rows are removed.</param>
    /// <param name="elapsedBefore">Seconds of training before this, over all resumptions.</param>
    public RunRecorder(RunDirectory directory, long iteration, double elapsedBefore)
    {
        ArgumentNullException.ThrowIfNull(directory);
        this.directory = directory;
        this.elapsedBefore = elapsedBefore;
        lastIteration = iteration;
        const string key = nameof(TrainingRecord.Iteration);
        metrics = MetricLog.Resume<TrainingRecord>(directory.Metrics, key, iteration);
        timing = MetricLog.Resume<TimingRecord>(directory.Timing, key, iteration);
    }

    /// <summary>Seconds of training so far, over all resumptions.</summary>
    public double ElapsedSeconds => elapsedBefore + watch.Elapsed.TotalSeconds;

    /// <summary>Completes a record with the run's identity and what the clock says, and writes it.</summary>
    public TrainingRecord Write(TrainingRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        double now = watch.Elapsed.TotalSeconds;
        TrainingRecord full = record with
        {
            Run = directory.Name,
            Path = directory.Path,
            ElapsedSeconds = Math.Round(elapsedBefore + now, 3),
            IterationsPerSecond = Math.Round((record.Iteration - lastIteration) / Math.Max(now - lastSeconds, 1e-6), 2),
            ResidentMiB = ResidentMiB(now),
        };
        (lastIteration, lastSeconds) = (record.Iteration, now);
        metrics.Append(full);
        timing.Append(new TimingRecord(full.Iteration, full.ElapsedSeconds, full.IterationsPerSecond, full.ResidentMiB));
        if (last.Count == LastRows) last.Dequeue();
        last.Enqueue(full);
        return full;
    }

    /// <summary>Waits until all rows are on the disk itself, before a checkpoint says so.</summary>
    public void Flush()
    {
        metrics.FlushToDisk();
        timing.FlushToDisk();
    }

    /// <summary>The last records as lines of text, for an error's message.</summary>
    public string Tail() => string.Join(Environment.NewLine, last.Select(r => FormattableString.Invariant(
        $"  Iteration {r.Iteration}: CriticLoss {r.CriticLoss:G6}, GeneratorLoss {r.GeneratorLoss:G6}, WassersteinEstimate {r.WassersteinEstimate:G6}, GradientNormMean {r.GradientNormMean:G6}")));

    /// <summary>Says how far the run is.</summary>
    public void SetStatus(RunState state, long iteration, string? message = null) =>
        RunJson.Write(directory.Status, RunStatus.Now(state, iteration, ElapsedSeconds, message));

    /// <summary>Draws the charts from metrics.csv. Without rows there is nothing to draw.</summary>
    public void DrawCharts()
    {
        metrics.FlushToDisk();
        RunCharts.Draw(MetricCsv.Read(directory.Metrics), directory.Charts, directory.Name);
    }

    private double ResidentMiB(double now)
    {
        if (now - residentAt < MemoryLasts) return residentMiB;
        residentAt = now;
        return residentMiB = Math.Round(Environment.WorkingSet / 1048576.0, 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        metrics.Dispose();
        timing.Dispose();
    }
}
