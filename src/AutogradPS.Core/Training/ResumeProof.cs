using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Objectives;
using AutogradPS.Runs;
using AutogradPS.Tensors;
using AutogradPS.Tensors.Files;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Shows that settings resume bit for bit: trains a few iterations at once, and again with a stop between two steps, and compares all of it.</summary>
/// <param name="Run">The run, or the data set, whose settings were used.</param>
/// <param name="Iterations">The iterations trained.</param>
/// <param name="StoppedAt">The iterations done when the second training was stopped, in the middle of the next one where that has more than one critic step.</param>
/// <param name="IsIdentical">Whether metrics.csv and every tensor of networks and optimizers agree in every bit.</param>
/// <param name="Compared">What was compared.</param>
/// <param name="Differences">What does not agree; empty where all does.</param>
public sealed record ResumeProof(string Run, long Iterations, long StoppedAt, bool IsIdentical, IReadOnlyList<string> Compared, IReadOnlyList<string> Differences)
{
    /// <summary>Trains with the settings, networks and data of a run, which is left as it is.</summary>
    /// <param name="path">The run's directory.</param>
    /// <param name="options">Settings that the run must have, such as the name of its objective; empty options ask for nothing.</param>
    /// <param name="objective">Its objective where that is one's own.</param>
    /// <param name="iterations">How many iterations, 2 or more.</param>
    /// <param name="cancellation">Ends it early, with an exception.</param>
    /// <exception cref="AutogradPSException">RunNotFound, DatasetNotStored, NetworkNotStored, ObjectiveNotStored, SettingFixed, ...</exception>
    public static ResumeProof Of(string path, TrainingOptions options, Objective? objective, long iterations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Native.TorchRuntime.EnsureLoaded();
        RunDirectory run = RunDirectory.Open(path);
        RunConfig config = RunConfig.Read(run);
        if (objective is not null) options = options with { Objective = objective.Name, ObjectiveScript = objective.Script };
        TrainingSettings settings = SettingsResolver.Resume(options with { Iterations = null }, config.Settings);
        using Dataset dataset = RunDataset.Open(path);
        bool custom = settings.Architecture == "custom";
        Device device = Devices.Parse(settings.Device);
        using Network? critic = custom ? StoredNetwork.Create(config.Networks.Critic, "Critic", device) : null;
        using Network? generator = custom ? StoredNetwork.Create(config.Networks.Generator, "Generator", device) : null;
        TrainingRequest request = new(TrainingOptions.Of(settings) with { GradientMethod = options.GradientMethod ?? settings.GradientMethod }, dataset) { Objective = objective, Critic = critic, Generator = generator };
        return Prove(run.Name, request, iterations, cancellation);
    }

    /// <summary>Trains with settings, networks and data that are given. Networks are left as they are.</summary>
    /// <param name="request">What Start-WganTraining would be asked for; where it writes does not matter.</param>
    /// <param name="iterations">How many iterations, 2 or more.</param>
    /// <param name="cancellation">Ends it early, with an exception.</param>
    /// <exception cref="AutogradPSException">Whatever a training is refused for, and NetworkNotCopied.</exception>
    public static ResumeProof Of(TrainingRequest request, long iterations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Native.TorchRuntime.EnsureLoaded();
        return Prove(request.Dataset.Name, request with { Options = TrainingOptions.Of(request.Resolve()) }, iterations, cancellation);
    }

    private static ResumeProof Prove(string name, TrainingRequest request, long iterations, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 2);
        // Every number as it was asked for, and a record of every iteration.
        TrainingOptions options = request.Options with { Iterations = iterations, LogEvery = 1, SampleEvery = iterations, CheckpointEvery = iterations };
        request = request with { Options = options, SkipSetupCheck = true, Overwrite = false, TimeLimit = null, TargetEstimate = null, Warn = null };
        string folder = Directory.CreateTempSubdirectory("autogradps-").FullName;
        try
        {
            string whole = Path.Combine(folder, "whole"), parts = Path.Combine(folder, "parts");
            long stopAfter = iterations / 2 * (options.CriticSteps!.Value + 1) + 1;
            Train(request with { OutputDirectory = whole }, long.MaxValue, cancellation);
            long stopped = Train(request with { OutputDirectory = parts }, stopAfter, cancellation);
            Train(request with { OutputDirectory = parts }, long.MaxValue, cancellation);
            List<string> compared = [], differences = [];
            Compare(new RunDirectory(whole), new RunDirectory(parts), compared, differences);
            return new ResumeProof(name, iterations, stopped, differences.Count == 0, compared, differences);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Train(TrainingRequest request, long steps, CancellationToken cancellation)
    {
        using Network? critic = Twin(request.Critic, "Critic"), generator = Twin(request.Generator, "Generator");
        request = request with { Critic = critic, Generator = generator };
        using TrainingSession session = RunDirectory.IsRun(request.OutputDirectory!) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        session.BeforeStep = () =>
        {
            if (--steps < 0) stop.Cancel();
        };
        foreach (TrainingRecord _ in session.Run(stop.Token))
        {
        }
        cancellation.ThrowIfCancellationRequested();
        return session.Iteration;
    }

    // Each training begins with the same weights, and leaves those that were handed over alone.
    private static Network? Twin(nn.Module<Tensor, Tensor>? network, string parameter)
    {
        if (network is null) return null;
        if (network is not Network ours)
            throw new AutogradPSException("NetworkNotCopied", ErrorKind.NotSupported,
                $"The {parameter.ToLowerInvariant()} is a {network.GetName()}, which cannot be copied to be trained twice. Make it with New-Network.", network);
        Network twin = StoredNetwork.Create([.. ours.Layers], parameter, network.parameters().FirstOrDefault()?.device ?? CPU);
        TrainingState.Copy(twin.state_dict(), network.state_dict());
        return twin;
    }

    private static void Compare(RunDirectory first, RunDirectory second, List<string> compared, List<string> differences)
    {
        byte[] rows = File.ReadAllBytes(first.Metrics);
        compared.Add(FormattableString.Invariant($"metrics.csv: {rows.Count(letter => letter == '\n') - 1} rows"));
        if (!rows.AsSpan().SequenceEqual(File.ReadAllBytes(second.Metrics))) differences.Add("metrics.csv");
        using Checkpoint one = new CheckpointStore(first).Newest()!, other = new CheckpointStore(second).Newest()!;
        Dictionary<string, TensorEntry> others = other.Tensors.ToDictionary(entry => entry.Name);
        foreach (IGrouping<string, TensorEntry> part in one.Tensors.GroupBy(entry => entry.Name[..entry.Name.IndexOf('.', StringComparison.Ordinal)]))
            compared.Add(FormattableString.Invariant($"{part.Key.Replace('_', ' ')}: {part.Count()} tensors, {part.Sum(entry => entry.Tensor.numel()):N0} numbers"));
        differences.AddRange(one.Tensors
            .Where(entry => !others.Remove(entry.Name, out TensorEntry? twin) || !entry.Tensor.bytes.SequenceEqual(twin.Tensor.bytes)).Select(entry => entry.Name));
        differences.AddRange(others.Keys);
    }
}
