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
    private readonly RunClaim claim;
    private readonly TrainingNetworks networks;
    private readonly WganTrainer trainer;
    private readonly RunRecorder recorder;
    private readonly SamplePictures pictures;
    private readonly CheckpointStore checkpoints;
    private readonly RunFailure failures;
    private readonly StoppingRule stopping;
    private readonly BestCheckpoint best;
    private readonly RunLog log;
    private long lastPicture = -1;
    private long lastCheckpoint = -1;
    private bool interrupted;

    private TrainingSession(RunClaim claim, TrainingSettings settings, TrainingRequest request, TrainingNetworks networks, Checkpoint? from)
    {
        Dataset dataset = request.Dataset;
        stopping = new StoppingRule(request.TimeLimit, request.TargetEstimate);
        this.claim = claim;
        Settings = settings;
        this.networks = networks;
        checkpoints = new CheckpointStore(Directory, settings.KeepCheckpoints);
        failures = new RunFailure(Directory, settings, networks, checkpoints);
        trainer = new WganTrainer(settings, dataset, networks, request.Objective);
        if (from is not null)
        {
            TrainingState.Restore(networks, from.Tensors);
            trainer.Restore(from.CriticStep, from.Iteration);
        }
        pictures = new SamplePictures(Directory, settings, dataset, networks);
        recorder = new RunRecorder(Directory, trainer.Iteration, from?.ElapsedSeconds ?? 0);
        log = new RunLog(Directory.Log);
        best = new BestCheckpoint(settings, dataset);
        best.Restore(Directory, checkpoints.BestScore());
    }

    /// <summary>The run's directory.</summary>
    public RunDirectory Directory => claim.Directory;

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
            RunClaim claim = request.OutputDirectory is { } path
                ? RunClaim.Create(path, request.Overwrite)
                : RunClaim.CreateNumbered(request.RunsFolder, $"{dataset.Name}-{settings.Objective}");
            return Within(claim, () =>
            {
                // A directory with a config.json is a run, and a run has a status.
                RunJson.Write(claim.Directory.Status, RunStatus.Now(RunState.Running, iteration: 0, elapsedSeconds: 0));
                RunConfig config = new()
                {
                    Run = claim.Directory.Name,
                    Id = Guid.NewGuid().ToString("N"),
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
                config.Write(claim.Directory);
                LogStart(claim.Directory, "started", request.CommandLine ?? "by a program", config, warnings);
                return new TrainingSession(claim, settings, request, networks, from: null);
            });
        });
    }

    /// <summary>Prepares to go on with the run in <see cref="TrainingRequest.OutputDirectory"/> from its newest sound checkpoint, or from its beginning.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, RunInUse, DatasetDiffers, SettingFixed, CheckpointsDamaged, CheckpointMismatch, ...</exception>
    public static TrainingSession Resume(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        TorchRuntime.EnsureLoaded();
        RunClaim claim = RunClaim.Open(request.OutputDirectory
            ?? throw new AutogradPSException("RunNotNamed", ErrorKind.InvalidArgument, "-Resume needs the run's directory. Give it with -OutputDirectory."));
        return Within(claim, () => Resume(claim, request));
    }

    /// <summary>
    /// Trains, on the calling thread, while the records are taken. However it ends (completed, cancelled, abandoned by its reader or
    /// with an error), files are complete, charts drawn, and the run can be resumed.
    /// </summary>
    /// <param name="cancellation">Looked at before every step, but for a generator step that completes an iteration.</param>
    /// <exception cref="TrainingDivergedException">A number is not finite; the message has the last records.</exception>
    public IEnumerable<TrainingRecord> Run(CancellationToken cancellation = default)
    {
        using TerminationSignal termination = new();
        using ThreadCountScope threads = new(Settings.ThreadCount);
        networks.Keep();
        Exception? failure = null;
        stopping.Start();
        try
        {
            Write(() => recorder.SetStatus(RunState.Running, Iteration), ref failure);
            // Initial weights that were handed over cannot be made again.
            if (Settings.Architecture == "custom" && checkpoints.Files.Count == 0) Write(SaveCheckpoint, ref failure);
            while (!trainer.IsComplete)
            {
                BeforeStep?.Invoke();
                if (trainer.CanStop && (cancellation.IsCancellationRequested || stopping.IsTimeOver() || TerminationSignal.IsRequested)) break;
                if (Advance(ref failure) is { } record) yield return record;
                if (interrupted) break;
            }
            interrupted |= cancellation.IsCancellationRequested;
            if (TerminationSignal.IsRequested) stopping.Terminate();
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
        claim.Dispose();
    }

    private static TrainingSession Resume(RunClaim claim, TrainingRequest request)
    {
        RunDirectory directory = claim.Directory;
        List<string> warnings = [];
        request = Collecting(request, warnings);
        RunConfig config = RunConfig.Read(directory, request.Warn);
        RunDataset.RequireSame(config.Dataset, request.Dataset, directory.Path);
        bool diverged = RunReader.ReadStatus(directory.Status).State == RunState.Diverged;
        TrainingSettings settings = SettingsResolver.Resume(request.AllOptions, config.Settings, diverged);
        RequireMeasuredTarget(request, settings);
        return WithNetworks(TrainingNetworks.For(request, settings, config.Networks), networks =>
        {
            using Checkpoint? from = new CheckpointStore(directory).Newest(request.Warn);
            if (from is null && settings.Architecture == "custom" && request.Critic is null)
                throw new AutogradPSException("CheckpointMissing", ErrorKind.ObjectNotFound,
                    $"The run in '{directory.Path}' was ended before its first checkpoint, and its networks were handed over. Give them again with -Critic and -Generator, or start it again with -Force.", directory.Path);
            string[] changes = [.. Changes(config.Settings, settings, from?.Iteration ?? 0)];
            if (diverged && changes.Length == 0)
                request.Warn?.Invoke("The run diverged with these settings, and goes on from before that with the same ones. Give a lower -LearningRate, or a higher -Lambda, where it diverges again.");
            TrainingSession session = new(claim, settings, request, networks, from);
            RunConfig now = config with { Settings = settings, Changes = [.. config.Changes, .. changes] };
            now.Write(directory);
            now = now with { Versions = RunConfig.VersionInfo.Current(), Machine = MachineInfo.Current(settings.Device) };
            LogStart(directory, "resumed", from is null ? "from the beginning: there is no checkpoint" : FormattableString.Invariant($"from the checkpoint of iteration {from.Iteration}"), now, warnings);
            return session;
        });
    }

    private static IEnumerable<string> Changes(TrainingSettings before, TrainingSettings after, long iteration)
    {
        if (before.LearningRate != after.LearningRate) yield return FormattableString.Invariant($"LearningRate {before.LearningRate} -> {after.LearningRate} at iteration {iteration}");
        if (before.Lambda != after.Lambda) yield return FormattableString.Invariant($"Lambda {before.Lambda} -> {after.Lambda} at iteration {iteration}");
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

    private static TrainingSession Within(RunClaim claim, Func<TrainingSession> make)
    {
        try
        {
            return make();
        }
        catch
        {
            claim.Dispose();
            throw;
        }
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
        TrainingRecord? record = null;
        Write(() =>
        {
            try
            {
                long before = Iteration;
                record = trainer.Step();
                if (Iteration != before) Keep(ref record);
            }
            catch (OperationCanceledException)
            {
                // An objective of one's own was stopped while it ran; the step has changed nothing yet.
                interrupted = true;
            }
        }, ref failure);
        return record;
    }

    // What an iteration leaves on the disk.
    private void Keep(ref TrainingRecord? record)
    {
        failures.RequireThere();
        if (record is not null)
        {
            record = recorder.Write(record);
            stopping.See(record);
            best.See(record);
        }
        if (Iteration % Settings.SampleEvery == 0 || trainer.IsComplete) DrawPicture();
        if (Iteration % Settings.CheckpointEvery == 0) SaveCheckpoint();
    }

    // However it fails, what went wrong is told in the words of a run: what is safe, and how to go on.
    private void Write(Action action, ref Exception? failure)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            Exception told = failures.Explain(e, Iteration, recorder.Tail());
            failure ??= told;
            if (ReferenceEquals(told, e)) throw;
            throw told;
        }
    }

    // A failed run is resumed from the checkpoints of its sound past; what a diverged one has now is kept apart, to be looked at.
    private void Finish(Exception? failure)
    {
        Exception? late = failure;
        if (failure is null)
        {
            if (lastCheckpoint != Iteration) Try(SaveCheckpoint, ref late);
            if (lastPicture != Iteration) Try(DrawPicture, ref late);
        }
        if (late is TrainingDivergedException)
            Try(() => Checkpoint.Write(System.IO.Path.Combine(Directory.Checkpoints, "diverged.safetensors"), trainer.CriticStep, Iteration, recorder.ElapsedSeconds, networks), ref late);
        RunState state = late switch
        {
            null => trainer.IsComplete ? RunState.Completed : RunState.Stopped,
            TrainingDivergedException => RunState.Diverged,
            _ => RunState.Failed,
        };
        Try(() => recorder.SetStatus(state, Iteration, late?.Message ?? (state == RunState.Stopped ? stopping.Reason : null)), ref late);
        string why = late?.Message ?? (state == RunState.Completed ? "all are done" : stopping.Reason ?? (interrupted ? "it was asked to stop" : "nobody takes its records any more"));
        if (Directory.IsThere) log.Write(state.ToString().ToLowerInvariant(), FormattableString.Invariant($"at iteration {Iteration} after {recorder.ElapsedSeconds:0.#} s: {why}"));
        Try(recorder.DrawCharts, ref late);
        Try(() => RunAnimation.Save(Directory), ref late);
        if (failure is null && late is not null) throw late;
    }

    // Where one file cannot be written any more, the others are written all the same; but nothing where the run is gone.
    private void Try(Action action, ref Exception? failure)
    {
        try
        {
            failures.RequireThere();
            Write(action, ref failure);
        }
        catch (Exception e) when (e is AutogradPSException or IOException or UnauthorizedAccessException)
        {
            failure ??= e;
        }
    }

    private void SaveCheckpoint()
    {
        failures.RequireThere();
        if (TrainingState.FirstNotFinite(networks) is { } odd) throw new TrainingDivergedException(odd, Iteration);
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
