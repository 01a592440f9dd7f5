using System.Globalization;
using System.Net.Sockets;
using System.Reflection;
using AutogradPS.Charts;
using AutogradPS.Runs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>What a run measures and draws, as an events file for TensorBoard: a scalar a column and record, an image a picture.</summary>
/// <remarks>
/// Written by TorchSharp's SummaryWriter, which opens and closes the file for each event: after each of them it is complete on the disk, and readers see it.
/// Events say when they were written, so that these files, unlike metrics.csv, are never the same twice.
/// </remarks>
internal sealed class TensorBoardEvents
{
    private static readonly PropertyInfo[] Columns =
        [.. typeof(TrainingRecord).GetProperties().Where(p => p.PropertyType != typeof(string) && p.Name is not (nameof(TrainingRecord.Iteration) or nameof(TrainingRecord.Seed)))];

    private readonly string folder;
    private readonly SummaryWriter writer;
    private long lastPicture;

    private TensorBoardEvents(string folder, long lastPicture)
    {
        this.folder = folder;
        this.lastPicture = lastPicture;
        writer = Written(() => utils.tensorboard.SummaryWriter(folder));
    }

    /// <summary>Removes what events of an earlier process say about later iterations, and starts a file where one is wanted.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="iteration">The iteration to go on from; 0 at the start.</param>
    /// <param name="isWanted">Whether the run has events from here on.</param>
    /// <returns>Null where none are wanted.</returns>
    /// <exception cref="OutputFileException">DiskFull, FileNotWritable.</exception>
    public static TensorBoardEvents? Resume(RunDirectory directory, long iteration, bool isWanted)
    {
        // What starts draws its beginning, iteration 0, anew.
        long lastPicture = EventFiles.Cut(directory.TensorBoard, iteration == 0 ? -1 : iteration);
        return isWanted ? new TensorBoardEvents(directory.TensorBoard, lastPicture) : null;
    }

    /// <summary>Writes the numbers of a record under the names of its columns.</summary>
    /// <exception cref="OutputFileException">DiskFull, FileNotWritable.</exception>
    public void Write(TrainingRecord record)
    {
        Written(() =>
        {
            foreach (PropertyInfo column in Columns)
                if (column.GetValue(record) is { } value) writer.add_scalar(column.Name, Convert.ToSingle(value, CultureInfo.InvariantCulture), Step(record.Iteration));
            return writer;
        });
    }

    /// <summary>Writes a picture of an iteration, once.</summary>
    /// <param name="path">The picture's file.</param>
    /// <param name="iteration">Its iteration.</param>
    /// <exception cref="OutputFileException">DiskFull, FileNotWritable.</exception>
    public void WritePicture(string path, long iteration)
    {
        // A run that is resumed at its end draws its last picture again.
        if (iteration <= lastPicture) return;
        lastPicture = iteration;
        Written(() => SkiaNative.Use(() =>
        {
            writer.add_img("samples", path, Step(iteration));
            return writer;
        }));
    }

    // SummaryWriter counts in 32 bits; 68 years at an iteration a second.
    private static int Step(long iteration) => checked((int)iteration);

    private SummaryWriter Written(Func<SummaryWriter> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException) // the file's name has the machine's in it
        {
            throw OutputFileException.From(folder, e);
        }
    }
}
