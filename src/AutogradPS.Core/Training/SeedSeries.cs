using System.Diagnostics;
using AutogradPS.Errors;
using AutogradPS.Metrics;
using AutogradPS.Native;
using AutogradPS.Runs;
using AutogradPS.Training.Setup;

namespace AutogradPS.Training;

/// <summary>One training for each of several seeds, one after another, and mean and standard deviation over them.</summary>
public sealed class SeedSeries : ITraining
{
    private readonly RunClaim claim;
    private readonly SeriesDirectory directory;
    private readonly SeriesConfig config;
    private readonly TrainingRequest request;
    private readonly Stopwatch watch = new();
    private TrainingSession? current;
    private long others;
    private bool failed;

    private SeedSeries(RunClaim claim, SeriesConfig config, TrainingRequest request)
    {
        (this.claim, this.config, this.request) = (claim, config, request);
        directory = new SeriesDirectory(claim.Directory.Path);
        others = config.Seeds.Sum(IterationOf);
    }

    /// <inheritdoc/>
    public string Name => directory.Name;

    /// <inheritdoc/>
    public string Path => directory.Path;

    /// <inheritdoc/>
    public long Iteration => others + (current?.Iteration ?? 0);

    /// <inheritdoc/>
    public long Iterations => config.Seeds.Count * config.Settings.Iterations;

    /// <inheritdoc/>
    public string? StopReason { get; private set; }

    /// <inheritdoc/>
    public string? Report { get; private set; }

    /// <summary>Prepares a series: checks the setup and makes its directory. Nothing is trained yet.</summary>
    /// <exception cref="AutogradPSException">SeedRepeated, SeedsNeedArchitecture, and whatever a single run is refused for.</exception>
    public static SeedSeries Start(TrainingRequest request, IReadOnlyList<long> seeds)
    {
        ArgumentNullException.ThrowIfNull(request);
        Require(request, seeds);
        TorchRuntime.EnsureLoaded();
        request = request with { Options = request.Options with { Seed = seeds[0] } };
        TrainingSettings settings = request.Resolve();
        SessionStart.RequireMeasuredTarget(request, settings);
        if (!request.SkipSetupCheck)
        {
            using TrainingNetworks networks = TrainingNetworks.For(request, settings);
            StepGradients.Resolve(settings, request.Objective, networks, request.Dataset.SampleShape);
            SetupCheck.Require(request, settings, networks);
        }
        RunClaim claim = request.OutputDirectory is { } path
            ? RunClaim.Create(path, request.Overwrite)
            : RunClaim.CreateNumbered(request.RunsFolder, $"{request.Dataset.Name}-{settings.Objective}");
        SeriesDirectory directory = new(claim.Directory.Path);
        SeriesConfig config = new()
        {
            Series = directory.Name, Started = DateTime.UtcNow, Seeds = [.. seeds], Settings = settings,
            Dataset = RunConfig.DatasetInfo.Of(request.Dataset), CommandLine = request.CommandLine,
        };
        return Written(claim, config, request);
    }

    /// <summary>Prepares to go on with the runs in <see cref="TrainingRequest.OutputDirectory"/> that have not ended, and with those of seeds that are new.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, DatasetDiffers, SettingFixed, ...</exception>
    public static SeedSeries Resume(TrainingRequest request, IReadOnlyList<long> moreSeeds)
    {
        ArgumentNullException.ThrowIfNull(request);
        SeriesDirectory directory = SeriesDirectory.Open(request.OutputDirectory!);
        SeriesConfig saved = RunJson.Read<SeriesConfig>(directory.Config);
        Require(request, moreSeeds);
        TorchRuntime.EnsureLoaded();
        RunDataset.RequireSame(saved.Dataset, request.Dataset, directory.Path);
        request = request with { Options = request.Options with { Seed = null }, Overwrite = false };
        SeriesConfig config = saved with { Seeds = [.. saved.Seeds.Union(moreSeeds)], Settings = SettingsResolver.Resume(request.AllOptions, saved.Settings) };
        return Written(RunClaim.OpenSeries(directory.Path), config, request);
    }

    /// <summary>
    /// Trains the runs one after another, on the calling thread, while the records are taken. A run that diverges does not keep the others
    /// from theirs. At the end, however it comes, summary.csv, curves.csv and the charts are written.
    /// </summary>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="TrainingDivergedException">Every run diverged.</exception>
    public IEnumerable<TrainingRecord> Run(CancellationToken cancellation = default)
    {
        watch.Start();
        // Until the summary is written.
        using TerminationSignal termination = new();
        TrainingDivergedException? diverged = null;
        try
        {
            foreach (long seed in config.Seeds)
            {
                if (HasEnded(seed)) continue;
                if (cancellation.IsCancellationRequested || IsTimeOver() || TerminationSignal.Requested is not null) break;
                using TrainingSession session = Prepare(seed);
                others -= IterationOf(seed);
                current = session;
                using IEnumerator<TrainingRecord> records = session.Run(cancellation).GetEnumerator();
                while (Next(records, ref diverged)) yield return records.Current;
                StopReason = session.StopReason;
                others += session.Iteration;
                current = null;
            }
        }
        finally
        {
            // What kept a run from its files would keep the summary from its own, and hide what happened.
            if (!failed) Summarise();
        }
        if (diverged is not null && config.Seeds.All(seed => StateOf(seed) == RunState.Diverged)) throw diverged;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        current?.Dispose();
        claim.Dispose();
    }

    private static SeedSeries Written(RunClaim claim, SeriesConfig config, TrainingRequest request)
    {
        try
        {
            RunJson.Write(new SeriesDirectory(claim.Directory.Path).Config, config);
            return new SeedSeries(claim, config, request);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    private static void Require(TrainingRequest request, IReadOnlyList<long> seeds)
    {
        if (seeds.GroupBy(seed => seed).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new AutogradPSException("SeedRepeated", ErrorKind.InvalidArgument, $"-Seed has {twice.Key} twice; each seed has one run. Give it once.", twice.Key);
        if (request.Critic is not null || request.Generator is not null)
            throw new AutogradPSException("SeedsNeedArchitecture", ErrorKind.InvalidArgument,
                "Networks that are handed over are trained in place, so that the second seed would go on where the first one ended. Use -Architecture, or call "
                + "Start-WganTraining once for each seed, with networks made anew; Compare-WganRun puts such runs together as well.", seeds);
    }

    private TrainingSession Prepare(long seed)
    {
        string path = directory.RunOf(seed);
        TrainingRequest own = request with { OutputDirectory = path, SkipSetupCheck = true, TimeLimit = request.TimeLimit - watch.Elapsed };
        return RunDirectory.IsRun(path)
            ? TrainingSession.Resume(own with { Options = request.Options with { Seed = seed } })
            : TrainingSession.Start(own with { Options = TrainingOptions.Of(config.Settings with { Seed = seed }) });
    }

    // An error other than divergence ends the series: the next run would meet it, too.
    private bool Next(IEnumerator<TrainingRecord> records, ref TrainingDivergedException? diverged)
    {
        try
        {
            return records.MoveNext();
        }
        catch (TrainingDivergedException e)
        {
            diverged = e;
            request.Warn?.Invoke($"The run {current!.Name} diverged at iteration {current.Iteration}; the other seeds go on. {e.Message}");
            return false;
        }
        catch
        {
            failed = true;
            throw;
        }
    }

    private bool IsTimeOver()
    {
        if (!(watch.Elapsed >= request.TimeLimit)) return false;
        StopReason ??= FormattableString.Invariant($"the time limit of {request.TimeLimit} is over");
        return true;
    }

    // What diverged would do so again.
    private bool HasEnded(long seed) => StateOf(seed) == RunState.Diverged || IterationOf(seed) >= config.Settings.Iterations;

    private long IterationOf(long seed) => StatusOf(seed)?.Iteration ?? 0;

    private RunState? StateOf(long seed) => StatusOf(seed)?.State;

    private RunStatus? StatusOf(long seed) =>
        new RunDirectory(directory.RunOf(seed)) is var run && RunDirectory.IsRun(run.Path) && File.Exists(run.Status) ? RunReader.ReadStatus(run.Status) : null;

    private void Summarise()
    {
        WganRun[] runs = [.. directory.Runs.Select(RunReader.Read)];
        if (SeedSummary.Of(runs) is not { } summary) return;
        MetricCsv.Write(summary.ToTable(), directory.Summary, overwrite: true);
        MetricCsv.Write(summary.ToCurves(), directory.Curves, overwrite: true);
        MetricTableBuilder rows = new();
        foreach (IEnumerable<KeyValuePair<string, object?>> row in runs.SelectMany(run => run.Rows(directory.Name, []))) rows.Add(row);
        RunCharts.Draw(rows.ToTable(), directory.Charts, directory.Name);
        Report = summary.ToString();
    }
}
