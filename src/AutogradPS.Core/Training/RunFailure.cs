using AutogradPS.Errors;
using AutogradPS.Runs;
using AutogradPS.Training.Setup;

namespace AutogradPS.Training;

/// <summary>Tells what ended a training in the words of its run: what went wrong, what is safe, and how to go on.</summary>
/// <param name="directory">The run's directory.</param>
/// <param name="settings">The resolved settings.</param>
/// <param name="networks">What its checkpoints hold.</param>
/// <param name="checkpoints">Those that are there.</param>
internal sealed class RunFailure(RunDirectory directory, TrainingSettings settings, TrainingNetworks networks, CheckpointStore checkpoints)
{
    /// <summary>Refuses to write where the run no longer is: a directory that is removed would come back with a few files in it.</summary>
    /// <exception cref="AutogradPSException">RunDirectoryGone.</exception>
    public void RequireThere()
    {
        if (!directory.IsThere) throw Gone(null);
    }

    /// <summary>The error to throw for an exception; the same one where nothing is to be added.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="iteration">The iterations done.</param>
    /// <param name="rows">The last records, as text.</param>
    public Exception Explain(Exception exception, long iteration, string rows) => exception switch
    {
        TrainingDivergedException diverged => diverged.With(rows, AfterDivergence()),
        OutputFileException or IOException when !directory.IsThere => Gone(exception),
        OutputFileException { ErrorId: "DiskFull" } full => Unwritten("DiskFull", $"The disk is full: '{full.Target}' cannot be written.", iteration, full,
            $"The disk has {Free()} free, and the rest of the run needs about {Size.Text(DiskSpace.Needed(settings, networks, iteration))}. Free some space"),
        OutputFileException file => Unwritten(file.ErrorId, file.Message, iteration, file, "Make it possible to write there"),
        _ => exception,
    };

    private AutogradPSException Unwritten(string id, string what, long iteration, Exception cause, string remedy) => new(id, ErrorKind.WriteError,
        FormattableString.Invariant($"{what} The training stopped after iteration {iteration}. {Safe()} {remedy}, and go on with Start-WganTraining -Resume -OutputDirectory '{directory.Path}'."),
        directory.Path, cause);

    private string Safe() => Newest() is { } file
        ? $"What was finished is on the disk: the rows up to there, and the checkpoint '{Path.GetFileName(file)}'."
        : "There was no checkpoint yet, so that it would start again from its beginning.";

    private string AfterDivergence() => Newest() is { } file
        ? $" The checkpoint '{Path.GetFileName(file)}' is from before it: Start-WganTraining -Resume -OutputDirectory '{directory.Path}' -LearningRate {Lower()} goes on from there."
        : " It has no checkpoint from before it; start it again with -Force and other settings.";

    private string Lower() => (settings.LearningRate / 10).ToString("G3", System.Globalization.CultureInfo.InvariantCulture);

    private string Free() => DiskSpace.Free(directory.Path) is { } free ? Size.Text(free) : "too little";

    private string? Newest() => checkpoints.Files.Count > 0 ? checkpoints.Files[0] : null;

    private AutogradPSException Gone(Exception? cause) => new("RunDirectoryGone", ErrorKind.ObjectNotFound,
        $"The run's directory '{directory.Path}' was removed or moved while it trained. If it was moved, go on at its new place with Start-WganTraining -Resume; otherwise start it again.",
        directory.Path, cause);
}
