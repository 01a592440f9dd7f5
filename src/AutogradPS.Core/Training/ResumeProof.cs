using AutogradPS.Data;
using AutogradPS.Networks;
using AutogradPS.Runs;
using AutogradPS.Tensors;
using AutogradPS.Tensors.Files;

namespace AutogradPS.Training;

/// <summary>Shows that a run's settings resume bit for bit: trains a few iterations at once, and again with a stop in the middle, and compares all of it.</summary>
/// <param name="Run">The run whose settings, networks and data were used.</param>
/// <param name="Iterations">The iterations trained.</param>
/// <param name="StoppedAt">The iteration that the second training was stopped in.</param>
/// <param name="IsIdentical">Whether metrics.csv and every tensor of networks and optimizers agree in every bit.</param>
/// <param name="Differences">What does not; empty where all agree.</param>
public sealed record ResumeProof(string Run, long Iterations, long StoppedAt, bool IsIdentical, IReadOnlyList<string> Differences)
{
    /// <summary>Trains both and compares them, in a temporary folder that is removed.</summary>
    /// <param name="path">The run's directory.</param>
    /// <param name="iterations">How many iterations, 2 or more.</param>
    /// <param name="cancellation">Ends it early, with an exception.</param>
    /// <exception cref="Errors.AutogradPSException">RunNotFound, DatasetNotStored, NetworkNotStored, ...</exception>
    public static ResumeProof Make(string path, long iterations, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 2);
        Native.TorchRuntime.EnsureLoaded();
        RunDirectory run = RunDirectory.Open(path);
        RunConfig config = RunJson.Read<RunConfig>(run.Config);
        using Dataset dataset = RunDataset.Open(path);
        string folder = Directory.CreateTempSubdirectory("autogradps-").FullName;
        try
        {
            // Every number as the run has it, and a record of every iteration.
            TrainingOptions options = TrainingOptions.Of(config.Settings) with { Iterations = iterations, LogEvery = 1, SampleEvery = iterations, CheckpointEvery = iterations };
            RunDirectory whole = Train(config, options, dataset, Path.Combine(folder, "whole"), iterations, cancellation);
            RunDirectory parts = Train(config, options, dataset, Path.Combine(folder, "parts"), iterations / 2, cancellation);
            Train(config, options, dataset, parts.Path, iterations, cancellation);
            List<string> differences = [.. Compare(whole, parts)];
            return new ResumeProof(run.Name, iterations, iterations / 2, differences.Count == 0, differences);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RunDirectory Train(RunConfig config, TrainingOptions options, Dataset dataset, string path, long until, CancellationToken cancellation)
    {
        bool custom = config.Settings.Architecture == "custom";
        TorchSharp.torch.Device device = Devices.Parse(config.Settings.Device);
        TrainingRequest request = new(options, dataset) { OutputDirectory = path };
        using Network? critic = custom ? StoredNetwork.Create(config.Networks.Critic, "Critic", device) : null;
        using Network? generator = custom ? StoredNetwork.Create(config.Networks.Generator, "Generator", device) : null;
        request = request with { Critic = critic, Generator = generator };
        using TrainingSession session = RunDirectory.IsRun(path) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        foreach (TrainingRecord record in session.Run(cancellation))
            if (record.Iteration >= until) break;
        cancellation.ThrowIfCancellationRequested();
        return session.Directory;
    }

    private static IEnumerable<string> Compare(RunDirectory first, RunDirectory second)
    {
        if (!File.ReadAllBytes(first.Metrics).AsSpan().SequenceEqual(File.ReadAllBytes(second.Metrics))) yield return "metrics.csv";
        using Checkpoint one = new CheckpointStore(first).Newest()!, other = new CheckpointStore(second).Newest()!;
        Dictionary<string, TensorEntry> others = other.Tensors.ToDictionary(entry => entry.Name);
        foreach (TensorEntry entry in one.Tensors)
            if (!others.TryGetValue(entry.Name, out TensorEntry? twin) || !entry.Tensor.bytes.SequenceEqual(twin.Tensor.bytes)) yield return entry.Name;
    }
}
