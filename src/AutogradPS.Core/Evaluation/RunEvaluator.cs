using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Metrics;
using AutogradPS.Runs;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Evaluation;

/// <summary>Measures the generator of a run against data that it did not learn from, and keeps the result in the run's directory.</summary>
public static class RunEvaluator
{
    /// <summary>Draws samples of a checkpoint, by default the newest sound one, measures them, and adds a row to evaluation.csv.</summary>
    /// <param name="path">The run's directory.</param>
    /// <param name="dataset">The run's data; null to open it again. A generated set draws points of a random stream that training never reads.</param>
    /// <param name="options">How to measure.</param>
    /// <param name="warn">Told of damaged checkpoints, and where there is no data but what was learned from.</param>
    /// <param name="cancellation">Stops the exact distance.</param>
    /// <exception cref="AutogradPSException">RunNotFound, CheckpointMissing, DatasetNotStored, DatasetDiffers, ...</exception>
    public static RunEvaluation Measure(
        string path, Dataset? dataset = null, RunEvaluationOptions? options = null, Action<string>? warn = null, CancellationToken cancellation = default)
    {
        options ??= new RunEvaluationOptions();
        RunDirectory run = RunDirectory.Open(path);
        RunConfig config = RunJson.Read<RunConfig>(run.Config);
        using Dataset? opened = dataset is null ? RunDataset.Open(run.Path) : null;
        Dataset data = dataset ?? opened!;
        RunDataset.RequireSame(config.Dataset, data, run.Path);
        if (data is RowDataset { HasHeldOut: false })
            warn?.Invoke($"'{data.Name}' has neither a test split nor held-out rows, so '{run.Name}' is measured against the rows that it learned from. Train with Get-WganDataset -HeldOut to keep some back.");

        SampleOptions sampling = new() { Checkpoint = options.Checkpoint, Ema = options.Ema, Device = options.Device, Generator = options.Generator };
        using Tensor samples = SampleGenerator.Draw(run.Path, options.Count, options.NoiseSeed, out long iteration, sampling, warn);
        SampleQuality quality = SampleEvaluator.Measure(samples, data, options.Comparison, cancellation);
        string weights = config.Settings.EmaDecay > 0 ? options.Ema ? ", averaged weights" : ", last weights" : "";
        RunEvaluation evaluation = new(quality)
        {
            Run = run.Name,
            Path = run.Path,
            Time = DateTime.UtcNow,
            Iteration = iteration,
            Checkpoint = Path.GetFileName(new CheckpointStore(run).FileOf(iteration)),
            Protocol = FormattableString.Invariant($"generator of the {Named(options.Checkpoint)}{weights}, noise seed {options.NoiseSeed}; {quality.Protocol}"),
        };
        MetricTableBuilder row = new();
        row.Add(evaluation.Row);
        MetricCsv.Append(row.ToTable(), run.Evaluation);
        return evaluation;
    }

    private static string Named(string checkpoint) => checkpoint.ToLowerInvariant() switch
    {
        CheckpointStore.Latest => "newest checkpoint",
        CheckpointStore.Best => "best checkpoint",
        _ => $"checkpoint of iteration {checkpoint}",
    };
}
