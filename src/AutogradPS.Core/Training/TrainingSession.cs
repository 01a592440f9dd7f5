using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>A run from its first step to its last file: the trainer, and what it leaves in the run's directory.</summary>
public sealed class TrainingSession : IDisposable
{
    private readonly TrainingNetworks networks;
    private readonly WganTrainer trainer;
    private readonly RunRecorder recorder;
    private readonly SamplePictures pictures;
    private long lastPicture = -1;

    private TrainingSession(RunDirectory directory, TrainingSettings settings, Dataset dataset, TrainingNetworks networks)
    {
        Directory = directory;
        Settings = settings;
        this.networks = networks;
        trainer = new WganTrainer(settings, dataset, networks);
        pictures = new SamplePictures(directory, settings, dataset, networks);
        recorder = new RunRecorder(directory, iteration: 0, elapsedBefore: 0);
    }

    /// <summary>The run's directory.</summary>
    public RunDirectory Directory { get; }

    /// <summary>The resolved settings.</summary>
    public TrainingSettings Settings { get; }

    /// <summary>Generator iterations done; may be read from any thread.</summary>
    public long Iteration => trainer.Iteration;

    /// <summary>Prepares a run: settings, networks, directory and config.json. Nothing is trained yet.</summary>
    /// <exception cref="AutogradPSException">Settings, networks, data or directory cannot be used as asked.</exception>
    public static TrainingSession Start(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        TorchRuntime.EnsureLoaded();
        Dataset dataset = request.Dataset;
        TrainingSettings settings = request.Resolve();
        TrainingNetworks networks = TrainingNetworks.For(request, settings);
        try
        {
            RunDirectory directory = request.OutputDirectory is { } path
                ? RunDirectory.Create(path, request.Overwrite)
                : RunDirectory.CreateNumbered(request.RunsFolder, $"{dataset.Name}-{settings.Objective}");
            RunJson.Write(directory.Config, new RunConfig
            {
                Run = directory.Name,
                Started = DateTime.UtcNow,
                Settings = settings,
                Dataset = RunConfig.DatasetInfo.Of(dataset),
                Networks = networks.Describe(),
                Versions = RunConfig.VersionInfo.Current(),
                CommandLine = request.CommandLine,
                Commit = GitCommit.Of(request.ScriptFolder),
            });
            return new TrainingSession(directory, settings, dataset, networks);
        }
        catch
        {
            networks.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Trains, on the calling thread, while the records are taken. However it ends (completed, cancelled, abandoned by its reader or
    /// with an error), files are complete and charts drawn.
    /// </summary>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="TrainingDivergedException">A number is not finite; the message has the last records.</exception>
    public IEnumerable<TrainingRecord> Run(CancellationToken cancellation = default)
    {
        using ThreadCountScope threads = new(Settings.ThreadCount);
        recorder.SetStatus(RunState.Running, Iteration);
        Exception? failure = null;
        try
        {
            while (!trainer.IsComplete && !cancellation.IsCancellationRequested)
            {
                if (Advance(ref failure) is { } record) yield return record;
            }
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

    private TrainingRecord? Advance(ref Exception? failure)
    {
        try
        {
            long before = Iteration;
            TrainingRecord? record = trainer.Step();
            if (Iteration != before && (Iteration % Settings.SampleEvery == 0 || trainer.IsComplete)) DrawPicture();
            return record is null ? null : recorder.Write(record);
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

    private void Finish(Exception? failure)
    {
        RunState state = failure switch
        {
            null => trainer.IsComplete ? RunState.Completed : RunState.Stopped,
            TrainingDivergedException => RunState.Diverged,
            _ => RunState.Failed,
        };
        recorder.SetStatus(state, Iteration, failure?.Message);
        if (failure is null && lastPicture != Iteration) DrawPicture();
        recorder.DrawCharts();
    }

    private void DrawPicture()
    {
        pictures.Draw(Iteration);
        lastPicture = Iteration;
    }
}
