using AutogradPS.Data;
using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>What a training leaves in the run's directory while it goes on: rows, pictures, checkpoints, the log and how far it is.</summary>
internal sealed class RunOutput : IDisposable
{
    private readonly RunDirectory directory;
    private readonly TrainingSettings settings;
    private readonly TrainingNetworks networks;
    private readonly WganTrainer trainer;
    private readonly CheckpointStore checkpoints;
    private readonly SamplePictures pictures;
    private readonly RunRecorder recorder;
    private readonly BestCheckpoint best;
    private readonly RunLog log;
    private readonly TensorBoardEvents? events;
    private readonly SpareMemory memory = new();
    private long lastPicture = -1;
    private long lastCheckpoint = -1;

    /// <summary>Opens the files, where the trainer goes on from.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="settings">The resolved settings.</param>
    /// <param name="dataset">What is learned.</param>
    /// <param name="networks">What learns.</param>
    /// <param name="trainer">Whose iterations they are.</param>
    /// <param name="elapsedBefore">Seconds of training before this, over all resumptions.</param>
    public RunOutput(RunDirectory directory, TrainingSettings settings, Dataset dataset, TrainingNetworks networks, WganTrainer trainer, double elapsedBefore)
    {
        (this.directory, this.settings, this.networks, this.trainer) = (directory, settings, networks, trainer);
        checkpoints = new CheckpointStore(directory, settings.KeepCheckpoints);
        Failure = new RunFailure(directory, settings, networks, checkpoints);
        events = TensorBoardEvents.Resume(directory, trainer.Iteration, settings.TensorBoard);
        pictures = new SamplePictures(directory, settings, dataset, networks);
        recorder = new RunRecorder(directory, trainer.Iteration, elapsedBefore);
        log = new RunLog(directory.Log);
        best = new BestCheckpoint(settings, dataset);
        best.Restore(directory, checkpoints.BestScore());
    }

    /// <summary>Tells what kept it from being written.</summary>
    public RunFailure Failure { get; }

    /// <summary>Says that the run is running.</summary>
    public void Begin()
    {
        SetStatus(RunState.Running);
        // Initial weights that were handed over cannot be made again.
        if (settings.Architecture == "custom" && checkpoints.Files.Count == 0) SaveCheckpoint();
        // The first of several: what cannot be drawn fails now instead of in an hour, and what drawing takes for good is taken at the start.
        if (trainer.Iteration == 0 && settings.SampleEvery < settings.Iterations) DrawPicture();
        // Of what came before: data that were read, networks that were made and checked.
        memory.Release();
    }

    /// <summary>Keeps what an iteration leaves.</summary>
    /// <param name="record">Its record, if one is due.</param>
    /// <returns>The record, completed with what the clock says.</returns>
    public TrainingRecord? Keep(TrainingRecord? record)
    {
        Failure.RequireThere();
        if (record is not null)
        {
            record = recorder.Write(record);
            events?.Write(record);
            best.See(record);
        }
        bool isDrawn = trainer.Iteration % settings.SampleEvery == 0 || trainer.IsComplete, isSaved = trainer.Iteration % settings.CheckpointEvery == 0;
        if (isDrawn) DrawPicture();
        if (isSaved) SaveCheckpoint();
        if (isDrawn || isSaved) memory.Release();
        else memory.Sweep();
        return record;
    }

    /// <summary>Gives back the memory that is free.</summary>
    public void Release() => memory.Release();

    /// <summary>Writes the checkpoint of the last iteration, where it has none yet.</summary>
    public void SaveLast()
    {
        if (lastCheckpoint != trainer.Iteration) SaveCheckpoint();
    }

    /// <summary>Draws the picture of the last iteration, where it has none yet.</summary>
    public void DrawLast()
    {
        if (lastPicture != trainer.Iteration) DrawPicture();
    }

    /// <summary>Keeps what a diverged run has become, to be looked at: it is resumed from the checkpoints of its sound past.</summary>
    public void SaveDiverged() =>
        Checkpoint.Write(Path.Combine(directory.Checkpoints, "diverged.safetensors"), trainer.CriticStep, trainer.Iteration, recorder.ElapsedSeconds, networks);

    /// <summary>Says how far the run is.</summary>
    public void SetStatus(RunState state, string? message = null) => recorder.SetStatus(state, trainer.Iteration, message);

    /// <summary>Logs how it ended; nothing where the run is gone.</summary>
    public void LogEnd(RunState state, string why)
    {
        if (directory.IsThere)
            log.Write(state.ToString().ToLowerInvariant(), FormattableString.Invariant($"at iteration {trainer.Iteration} after {recorder.ElapsedSeconds:0.#} s: {why}"));
    }

    /// <summary>Draws the charts of all rows.</summary>
    public void DrawCharts() => recorder.DrawCharts();

    /// <summary>Makes an animation of the pictures.</summary>
    public void Animate() => RunAnimation.Save(directory);

    /// <summary>The last records as lines of text.</summary>
    public string LastRows() => recorder.Tail();

    /// <inheritdoc/>
    public void Dispose()
    {
        recorder.Dispose();
        pictures.Dispose();
        memory.Release();
    }

    private void SaveCheckpoint()
    {
        Failure.RequireThere();
        if (TrainingState.FirstNotFinite(networks) is { } odd) throw new TrainingDivergedException(odd, trainer.Iteration);
        recorder.Flush();
        bool isRegular = trainer.Iteration % settings.CheckpointEvery == 0 || trainer.IsComplete;
        double? score = isRegular ? best.Judge(trainer.Iteration, networks) : null;
        checkpoints.Write(trainer.CriticStep, trainer.Iteration, recorder.ElapsedSeconds, networks, score);
        log.Write("checkpoint", Path.GetFileName(checkpoints.FileOf(trainer.Iteration))
            + (score is null ? "" : FormattableString.Invariant($", the best so far: {settings.BestMetric} {score:G4}")));
        lastCheckpoint = trainer.Iteration;
        SetStatus(RunState.Running);
    }

    private void DrawPicture()
    {
        if (pictures.Draw(trainer.Iteration) is { } picture) events?.WritePicture(picture, trainer.Iteration);
        lastPicture = trainer.Iteration;
    }
}
