using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Objectives;
using AutogradPS.Runs;
using AutogradPS.Training.Setup;

namespace AutogradPS.Training;

/// <summary>Makes the session of a new run, or of one that goes on: settings, networks, directory and config.json. Nothing is trained yet.</summary>
internal sealed class SessionStart
{
    private readonly StartLog log = new();
    private readonly TrainingRequest request;

    private SessionStart(TrainingRequest request)
    {
        TorchRuntime.EnsureLoaded();
        this.request = log.Listen(request);
    }

    /// <inheritdoc cref="TrainingSession.Start"/>
    public static TrainingSession New(TrainingRequest request) => new SessionStart(request).New();

    /// <inheritdoc cref="TrainingSession.Resume"/>
    public static TrainingSession Resumed(TrainingRequest request)
    {
        SessionStart start = new(request);
        RunClaim claim = RunClaim.Open(request.OutputDirectory
            ?? throw new AutogradPSException("RunNotNamed", ErrorKind.InvalidArgument, "-Resume needs the run's directory. Give it with -OutputDirectory."));
        return OrDispose(claim, start.Resumed);
    }

    /// <summary>Refuses a target that the objective does not measure.</summary>
    public static void RequireMeasuredTarget(TrainingRequest request, TrainingSettings settings)
    {
        if (request.TargetEstimate is { } target && ObjectiveCatalog.Find(settings.Objective) is { EstimatesWasserstein: false })
            throw new AutogradPSException("TargetNotMeasured", ErrorKind.InvalidArgument,
                $"The objective {settings.Objective} does not estimate a Wasserstein distance, so that no target can be reached. Leave -TargetEstimate out.", target);
    }

    private TrainingSession New()
    {
        TrainingSettings settings = request.Resolve();
        RequireMeasuredTarget(request, settings);
        return OrDispose(TrainingNetworks.For(request, settings), networks =>
        {
            settings = StepGradients.Resolve(settings, request.Objective, networks, request.Dataset.SampleShape);
            if (!request.SkipSetupCheck) SetupCheck.Require(request, settings, networks);
            RunClaim claim = request.OutputDirectory is { } path
                ? RunClaim.Create(path, request.Overwrite)
                : RunClaim.CreateNumbered(request.RunsFolder, $"{request.Dataset.Name}-{settings.Objective}");
            return OrDispose(claim, _ =>
            {
                // A directory with a config.json is a run, and a run has a status.
                RunJson.Write(claim.Directory.Status, RunStatus.Now(RunState.Running, iteration: 0, elapsedSeconds: 0));
                RunConfig config = new()
                {
                    Run = claim.Directory.Name,
                    Id = Guid.NewGuid().ToString("N"),
                    Started = DateTime.UtcNow,
                    Settings = settings,
                    Dataset = RunConfig.DatasetInfo.Of(request.Dataset),
                    Networks = networks.Describe(),
                    Versions = RunConfig.VersionInfo.Current(),
                    Machine = MachineInfo.Current(settings.Device),
                    CommandLine = request.CommandLine,
                    Script = request.Script,
                    Commit = GitCommit.Of(Folder(request.Script)),
                };
                config.Write(claim.Directory);
                log.Write(claim.Directory, "started", request.CommandLine ?? "by a program", config);
                return new TrainingSession(claim, settings, request, networks, from: null);
            });
        });
    }

    private TrainingSession Resumed(RunClaim claim)
    {
        RunDirectory directory = claim.Directory;
        RunConfig config = RunConfig.Read(directory, request.Warn);
        RunDataset.RequireSame(config.Dataset, request.Dataset, directory.Path);
        bool diverged = RunReader.ReadStatus(directory.Status).State == RunState.Diverged;
        TrainingSettings settings = SettingsResolver.Resume(request.AllOptions, config.Settings, diverged);
        RequireMeasuredTarget(request, settings);
        return OrDispose(TrainingNetworks.For(request, settings, config.Networks), networks =>
        {
            using Checkpoint? from = new CheckpointStore(directory).Newest(request.Warn);
            if (from is null && settings.Architecture == "custom" && request.Critic is null)
                throw new AutogradPSException("CheckpointMissing", ErrorKind.ObjectNotFound,
                    $"The run in '{directory.Path}' was ended before its first checkpoint, and its networks were handed over. Give them again with -Critic and -Generator, or start it again with -Force.", directory.Path);
            if (from?.Iteration > settings.Iterations)
                throw new AutogradPSException("InvalidArgument", ErrorKind.InvalidArgument,
                    $"The run in '{directory.Path}' is at iteration {from.Iteration} and cannot end at {settings.Iterations}. Give -Iterations as many as it is to have in all, or leave it out.", settings.Iterations);
            if (diverged && config.Settings.LearningRate == settings.LearningRate && config.Settings.Lambda == settings.Lambda)
                request.Warn?.Invoke("The run diverged with these settings, and goes on from before that with the same ones. Give a lower -LearningRate, or a higher -Lambda, where it diverges again.");
            settings = Possible(settings, networks);
            TrainingSession session = new(claim, settings, request, networks, from);
            RunConfig now = config with { Settings = settings, Changes = [.. config.Changes, .. Changes(config.Settings, settings, from?.Iteration ?? 0)] };
            now.Write(directory);
            now = now with { Versions = RunConfig.VersionInfo.Current(), Machine = MachineInfo.Current(settings.Device) };
            log.Write(directory, "resumed", from is null ? "from the beginning: there is no checkpoint" : FormattableString.Invariant($"from the checkpoint of iteration {from.Iteration}"), now);
            return session;
        });
    }

    // Another machine or device may not know the way of before. The run goes on all the same, as long as nobody insisted on that way.
    private TrainingSettings Possible(TrainingSettings settings, TrainingNetworks networks)
    {
        try
        {
            return StepGradients.Resolve(settings, request.Objective, networks, request.Dataset.SampleShape);
        }
        catch (AutogradPSException e) when (e.ErrorId == "GradientMethodNotPossible" && StepGradients.IsAuto(request.Options.GradientMethod))
        {
            TrainingSettings other = StepGradients.Resolve(settings with { GradientMethod = StepGradients.Auto }, request.Objective, networks, request.Dataset.SampleShape);
            request.Warn?.Invoke($"The run goes on with the gradient method {other.GradientMethod}, which gives the same but for rounding, and so is no longer bit for bit the uninterrupted run. {e.Message}");
            return other;
        }
    }

    private static IEnumerable<string> Changes(TrainingSettings before, TrainingSettings after, long iteration)
    {
        if (before.LearningRate != after.LearningRate) yield return FormattableString.Invariant($"LearningRate {before.LearningRate} -> {after.LearningRate} at iteration {iteration}");
        if (before.GradientMethod != after.GradientMethod && before.GradientMethod != StepGradients.Auto) yield return FormattableString.Invariant($"GradientMethod {before.GradientMethod} -> {after.GradientMethod} at iteration {iteration}");
        if (before.Lambda != after.Lambda) yield return FormattableString.Invariant($"Lambda {before.Lambda} -> {after.Lambda} at iteration {iteration}");
    }

    private static string? Folder(string? script) => script is null ? null : Path.GetDirectoryName(Path.GetFullPath(script));

    // A session owns what it is made of; where none is made, nobody would.
    private static TrainingSession OrDispose<T>(T part, Func<T, TrainingSession> make)
        where T : IDisposable
    {
        try
        {
            return make(part);
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }
}
