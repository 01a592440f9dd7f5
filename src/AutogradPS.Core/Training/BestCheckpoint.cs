using AutogradPS.Data;
using AutogradPS.Evaluation;
using AutogradPS.Metrics;
using AutogradPS.Runs;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Judges which checkpoint of a run is the best one; a smaller score is better.</summary>
/// <remarks>
/// WassersteinEstimate: the absolute mean of the last ten records' estimates. It is near zero as well while the critic knows nothing yet, and
/// rises while the critic learns, before it falls as the generator does. So it counts after the first tenth of the iterations, and only where it has
/// fallen to half of its highest value so far or less. SlicedWasserstein: the distance of samples of the generator (with averaged
/// weights where there are some) to real ones, always the same noise, samples and directions; it counts from the start. Only checkpoints at
/// their regular iterations are judged, so that a run that was stopped in between has the best one of a run that was not.
/// </remarks>
public sealed class BestCheckpoint
{
    /// <summary>No checkpoint is kept as the best one.</summary>
    public const string None = "none";

    /// <summary>The critic's own estimate.</summary>
    public const string Estimate = nameof(TrainingRecord.WassersteinEstimate);

    /// <summary>A measured distance.</summary>
    public const string Sliced = "SlicedWasserstein";

    private const int Window = 10, Samples = 1000, Directions = 200;

    private readonly TrainingSettings settings;
    private readonly Dataset dataset;
    private readonly Queue<double> last = new();
    private double highest;
    private double? best;

    /// <summary>Starts without any.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="dataset">What is learned. Stays the caller's.</param>
    public BestCheckpoint(TrainingSettings settings, Dataset dataset) => (this.settings, this.dataset) = (settings, dataset);

    /// <summary>The names of -BestMetric.</summary>
    public static IReadOnlyList<string> Metrics { get; } = [Estimate, Sliced, None];

    /// <summary>Goes on after an interruption: sees the records again that were written, and takes over the score of the best checkpoint.</summary>
    public void Restore(RunDirectory directory, double? score)
    {
        ArgumentNullException.ThrowIfNull(directory);
        best = score;
        if (settings.BestMetric != Estimate || !File.Exists(directory.Metrics)) return;
        MetricTable table = MetricCsv.Read(directory.Metrics);
        if (table.IndexOf(Estimate) < 0) return;
        foreach (double estimate in table.Numbers(Estimate))
            if (double.IsFinite(estimate)) See(estimate);
    }

    /// <summary>Sees a record.</summary>
    public void See(TrainingRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (settings.BestMetric == Estimate && record.WassersteinEstimate is { } estimate) See(estimate);
    }

    /// <summary>The score of a checkpoint that is to be written now, where it is better than all before it; null where it is not.</summary>
    /// <param name="iteration">Generator iterations done.</param>
    /// <param name="networks">The networks as they are.</param>
    public double? Judge(long iteration, TrainingNetworks networks)
    {
        double? score = settings.BestMetric switch
        {
            Estimate => iteration > settings.Iterations / 10 && last.Count == Window && Math.Abs(last.Average()) <= highest / 2 ? Math.Abs(last.Average()) : null,
            Sliced => Distance(networks),
            _ => null,
        };
        if (score is null || !double.IsFinite(score.Value) || score >= best) return null;
        best = score;
        return score;
    }

    private void See(double estimate)
    {
        if (last.Count == Window) last.Dequeue();
        last.Enqueue(estimate);
        if (last.Count == Window) highest = Math.Max(highest, last.Average());
    }

    private double Distance(TrainingNetworks networks)
    {
        using DisposeScope scope = NewDisposeScope();
        using var quiet = no_grad();
        using RandomStream stream = new(settings.Seed, "samples.best");
        Tensor real = dataset.Sample(Math.Min(Samples, dataset is RowDataset rows ? rows.EvaluationCount : Samples), settings.Seed).flatten(1);
        Tensor noise = stream.Randn(0, [real.shape[0], settings.LatentSize], Devices.Parse(settings.Device));
        Tensor generated = networks.WithSampler(generator =>
        {
            using EvaluationMode mode = new(generator);
            return generator.forward(noise).cpu().flatten(1);
        });
        return SlicedWasserstein.Distance(generated, real, Directions, settings.Seed);
    }
}
