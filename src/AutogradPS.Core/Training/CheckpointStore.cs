using AutogradPS.Errors;
using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>The checkpoints of a run: <c>checkpoints/iteration-0001000.safetensors</c>, the newest few of them.</summary>
/// <param name="directory">The run's directory.</param>
/// <param name="keep">How many to keep.</param>
public sealed class CheckpointStore(RunDirectory directory, int keep = 3)
{
    private const string Pattern = "iteration-*.safetensors";

    /// <summary>The files, newest first.</summary>
    public IReadOnlyList<string> Files => !Directory.Exists(directory.Checkpoints) ? []
        : [.. Directory.GetFiles(directory.Checkpoints, Pattern).OrderDescending(StringComparer.Ordinal)];

    /// <summary>The file of an iteration.</summary>
    public string FileOf(long iteration) => Path.Combine(directory.Checkpoints, FormattableString.Invariant($"iteration-{iteration:0000000000}.safetensors"));

    /// <summary>Writes a checkpoint, and only when it is complete removes the oldest.</summary>
    public void Write(long criticStep, long iteration, double elapsedSeconds, TrainingNetworks networks)
    {
        Checkpoint.Write(FileOf(iteration), criticStep, iteration, elapsedSeconds, networks);
        foreach (string old in Files.Skip(keep)) File.Delete(old);
    }

    /// <summary>The newest checkpoint that is sound.</summary>
    /// <param name="warn">Told of each damaged one that is passed over.</param>
    /// <returns>The checkpoint, the caller's to dispose; null where the run has none at all.</returns>
    /// <exception cref="AutogradPSException">CheckpointsDamaged: there are some, none of them sound.</exception>
    public Checkpoint? Newest(Action<string>? warn = null)
    {
        IReadOnlyList<string> files = Files;
        foreach (string file in files)
        {
            try
            {
                return Checkpoint.Read(file);
            }
            catch (AutogradPSException e)
            {
                warn?.Invoke($"A checkpoint was passed over, the one before it is used. {e.Message}");
            }
        }
        return files.Count == 0 ? null : throw new AutogradPSException("CheckpointsDamaged", ErrorKind.InvalidData,
            $"None of the {files.Count} checkpoints in '{directory.Checkpoints}' is sound. Start the run again with -Force.", directory.Checkpoints);
    }
}
