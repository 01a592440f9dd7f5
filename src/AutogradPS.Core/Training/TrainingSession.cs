using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Objectives;
using AutogradPS.Runs;
using AutogradPS.Training.Setup;

namespace AutogradPS.Training;

/// <summary>A run from its first step to its last file: the trainer, and what it leaves in the run's directory.</summary>
public sealed class TrainingSession : ITraining
{
    private readonly TrainingNetworks networks;
    private readonly WganTrainer trainer;
    private readonly RunRecorder recorder;
    private readonly SamplePictures pictures;
    private readonly CheckpointStore checkpoints;
    private readonly StoppingRule stopping;
    private readonly BestCheckpoint best;
    private readonly RunLog log;
    private long lastPicture = -1;
    private long lastCheckpoint = -1;
    private bool interrupted;

    private TrainingSession(RunDirectory directory, TrainingSettings settings, TrainingRequest request, TrainingNetworks networks, Checkpoint? from)
    {
        Dataset dataset = request.Dataset;
        stopping = new StoppingRule(request.TimeLimit, request.TargetEstimate);
        Directory = directory;
        Settings = settings;
        this.networks = networks;
        checkpoints = new CheckpointStore(directory, settings.KeepCheckpoints);
        trainer = new WganTrainer(settings, dataset, networks, request.Objective);
        if (from is not null)
        {
            TrainingState.Restore(networks, from.Tensors);
            trainer.Restore(from.CriticStep, from.Iteration);
        }
        pictures = new SamplePictures(directory, settings, dataset, networks);
        recorder = new RunRecorder(directory, trainer.Iteration, from?.ElapsedSeconds ?? 0);
        log = new RunLog(directory.Log);
        best = new BestCheckpoint(settings, dataset);
        best.Restore(directory, checkpoints.BestScore());
    }

    /// <summary>The run's directory.</summary>
    public RunDirectory Directory { get; }

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
        TorchRuntime.EnsureLoaded();
        Dataset dataset = request.Dataset;
        TrainingSettings settings = request.Resolve();
        List<string> warnings = [];
        request = Collecting(request, warnings);
        RequireMeasuredTarget(request, settings);
        return WithNetworks(TrainingNetworks.For(request, settings), networks =>
        {
            if (!request.SkipSetupCheck) SetupCheck.Require(request, settings, networks);
            RunDirectory directory = request.OutputDirectory is { } path
                ? RunDirectory.Create(path, request.Overwrite)
                : RunDirectory.CreateNumbered(request.RunsFolder, $"{dataset.Name}-{settings.Objective}");
            // A directory with a config.json is a run, and a run has a status.
            RunJson.Write(directory.Status, RunStatus.Now(RunState.Running, iteration: 0, elapsedSeconds: 0));
            RunConfig config = new()
            {
                Run = directory.Name,
                Started = DateTime.UtcNow,
                Settings = settings,
                Dataset = RunConfig.DatasetInfo.Of(dataset),
                Networks = networks.Describe(),
                Versions = RunConfig.VersionInfo.Current(),
                Machine = MachineInfo.Current(settings.Device),
                CommandLine = request.CommandLine,
                Script = request.Script,
                Commit = GitCommit.Of(Folder(request.Script)),
            };
            RunJson.Write(directory.Config, config);
            LogStart(directory, "started", request.CommandLine ?? "by a program", config, warnings);
            return new TrainingSession(directory, settings, request, networks, from: null);
        });
    }

    /// <summary>Prepares to go on with the run in <see cref="TrainingRequest.OutputDirectory"/> from its newest sound checkpoint, or from its beginning.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, DatasetDiffers, SettingFixed, CheckpointsDamaged, CheckpointMismatch, ...</exception>
    public static TrainingSession Resume(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        TorchRuntime.EnsureLoaded();
        RunDirectory directory = RunDirectory.Open(request.OutputDirectory
            ?? throw new AutogradPSException("RunNotNamed", ErrorKind.InvalidArgument, "-Resume needs the run's directory. Give it with -OutputDirectory."));
        RunConfig config = RunJson.Read<RunConfig>(directory.Config);
        List<string> warnings = [];
        request = Collecting(request, warnings);
        RunDataset.RequireSame(config.Dataset, request.Dataset, directory.Path);
        TrainingSettings settings = SettingsResolver.Resume(request.AllOptions, config.Settings);
        RequireMeasuredTarget(request, settings);
        return WithNetworks(TrainingNetworks.For(request, settings, config.Networks), networks =>
        {
            using Checkpoint? from = new CheckpointStore(directory).Newest(request.Warn);
            TrainingSession session = new(directory, settings, request, networks, from);
            if (settings != config.Settings) RunJson.Write(directory.Config, config with { Settings = settings });
            RunConfig now = config with { Settings = settings, Versions = RunConfig.VersionInfo.Current(), Machine = MachineInfo.Current(settings.Device) };
            LogStart(directory, "resumed", from is null ? "from the beginning: there is no checkpoint" : FormattableString.Invariant($"from the checkpoint of iteration {from.Iteration}"), now, warnings);
            return session;
        });
    }

    /// <summary>
    /// Trains, on the calling thread, while the records are taken. However it ends (completed, cancelled, abandoned by its reader or
    /// with an error), files are complete, charts drawn, and the run can be resumed.
    /// </summary>
    /// <param name="cancellation">Looked at before every step, but for a generator step that completes an iteration.</param>
    /// <exception cref="TrainingDivergedException">A number is not finite; the message has the last records.</exception>
    public IEnumerable<TrainingRecord> Run(CancellationToken cancellation = default)
    {
        using ThreadCountScope threads = new(Settings.ThreadCount);
        networks.Keep();
        recorder.SetStatus(RunState.Running, Iteration);
        Exception? failure = null;
        stopping.Start();
        try
        {
            while (!trainer.IsComplete)
            {
                BeforeStep?.Invoke();
                if ((cancellation.IsCancellationRequested || stopping.IsTimeOver()) && trainer.CanStop) break;
                if (Advance(ref failure) is { } record) yield return record;
                if (interrupted) break;
            }
            interrupted |= cancellation.IsCancellationRequested;
        }
        finally
        {
            Finish(failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        recorder.Dispose();
        pictures.Dispose();
        trainer.Dispose();
        networks.Dispose();
    }

    internal static void RequireMeasuredTarget(TrainingRequest request, TrainingSettings settings)
    {
        if (request.TargetEstimate is { } target && ObjectiveCatalog.Find(settings.Objective) is { EstimatesWasserstein: false })
            throw new AutogradPSException("TargetNotMeasured", ErrorKind.InvalidArgument,
                $"The objective {settings.Objective} does not estimate a Wasserstein distance, so that no target can be reached. Leave -TargetEstimate out.", target);
    }

    private static string? Folder(string? script) => script is null ? null : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(script));

    // The directory, and the log in it, come later than the first warnings.
    private static TrainingRequest Collecting(TrainingRequest request, List<string> warnings) => request with
    {
        Warn = warning =>
        {
            warnings.Add(warning);
            request.Warn?.Invoke(warning);
        },
    };

    private static void LogStart(RunDirectory directory, string subject, string how, RunConfig config, List<string> warnings)
    {
        TrainingSettings s = config.Settings;
        RunLog log = new(directory.Log);
        log.Write(subject, how);
        log.Write("software", config.Versions.ToString());
        log.Write("machine", FormattableString.Invariant($"{config.Machine}; process {Environment.ProcessId}, device {s.Device}, {s.ThreadCount} threads"));
        log.Write("settings", FormattableString.Invariant(
            $"preset {s.Preset}, objective {s.Objective}, architecture {s.Architecture}, {s.Iterations} iterations, batch size {s.BatchSize}, seed {s.Seed}; all in config.json"));
        log.Write("data", $"{config.Dataset.Name}, {config.Dataset.Fingerprint}");
        foreach (string warning in warnings) log.Write("warning", warning);
    }

    private static TrainingSession WithNetworks(TrainingNetworks networks, Func<TrainingNetworks, TrainingSession> make)
    {
        try
        {
            return make(networks);
        }
        catch
        {
            networks.Dispose();
            throw;
        }
    }

    private TrainingRecord? Advance(ref Exception? failure)
    {
        try
        {
            long before = Iteration;
            TrainingRecord? record = trainer.Step();
            if (record is not null)
            {
                record = recorder.Write(record);
                stopping.See(record);
                best.See(record);
            }
            if (Iteration == before) return null;
            if (Iteration % Settings.SampleEvery == 0 || trainer.IsComplete) DrawPicture();
            if (Iteration % Settings.CheckpointEvery == 0) SaveCheckpoint();
            return record;
        }
        catch (OperationCanceledException)
        {
            // An objective of one's own was stopped while it ran; the step has changed nothing yet.
            interrupted = true;
            return null;
        }
        catch (TrainingDivergedException e)
        {
            failure = e.WithRows(recorder.Tail());
            throw failure;
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
    }

    // A failed run is resumed from the checkpoints of its sound past; what a diverged one has now is kept apart, to be looked at.
    private void Finish(Exception? failure)
    {
        try
        {
            Leave(failure);
        }
        catch (Exception e)
        {
            log.Write("failed", $"at its end: {e.Message}");
            throw;
        }
    }

    private void Leave(Exception? failure)
    {
        RunState state = failure switch
        {
            null => trainer.IsComplete ? RunState.Completed : RunState.Stopped,
            TrainingDivergedException => RunState.Diverged,
            _ => RunState.Failed,
        };
        if (failure is null)
        {
            if (lastCheckpoint != Iteration) SaveCheckpoint();
            if (lastPicture != Iteration) DrawPicture();
        }
        if (state == RunState.Diverged)
            Checkpoint.Write(System.IO.Path.Combine(Directory.Checkpoints, "diverged.safetensors"), trainer.CriticStep, Iteration, recorder.ElapsedSeconds, networks);
        recorder.SetStatus(state, Iteration, failure?.Message ?? (state == RunState.Stopped ? stopping.Reason : null));
        string why = failure?.Message ?? (state == RunState.Completed ? "all are done" : stopping.Reason ?? (interrupted ? "it was asked to stop" : "nobody takes its records any more"));
        log.Write(state.ToString().ToLowerInvariant(), FormattableString.Invariant($"at iteration {Iteration} after {recorder.ElapsedSeconds:0.#} s: {why}"));
        recorder.DrawCharts();
    }

    private void SaveCheckpoint()
    {
        recorder.Flush();
        bool isRegular = Iteration % Settings.CheckpointEvery == 0 || trainer.IsComplete;
        double? score = isRegular ? best.Judge(Iteration, networks) : null;
        checkpoints.Write(trainer.CriticStep, Iteration, recorder.ElapsedSeconds, networks, score);
        log.Write("checkpoint", System.IO.Path.GetFileName(checkpoints.FileOf(Iteration)) + (score is null ? "" : FormattableString.Invariant($", the best so far: {Settings.BestMetric} {score:G4}")));
        lastCheckpoint = Iteration;
        recorder.SetStatus(RunState.Running, Iteration);
    }

    private void DrawPicture()
    {
        pictures.Draw(Iteration);
        lastPicture = Iteration;
    }
}
