using System.Globalization;
using AutogradPS.Errors;
using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>The checkpoints of a run: <c>checkpoints/iteration-0000001000.safetensors</c>, the newest few of them, and <c>best.safetensors</c>.</summary>
/// <param name="directory">The run's directory.</param>
/// <param name="keep">How many of the newest to keep. The best one is kept besides.</param>
public sealed class CheckpointStore(RunDirectory directory, int keep = 3)
{
    /// <summary>What names the newest sound checkpoint.</summary>
    public const string Latest = "latest";

    /// <summary>What names the best one, see <see cref="BestCheckpoint"/>.</summary>
    public const string Best = "best";

    private const string Pattern = "iteration-*.safetensors";

    private readonly Lazy<string?> run = new(() => IdOf(directory));

    /// <summary>The files, newest first, without the best one.</summary>
    public IReadOnlyList<string> Files => !Directory.Exists(directory.Checkpoints) ? []
        : [.. Directory.GetFiles(directory.Checkpoints, Pattern).OrderDescending(StringComparer.Ordinal)];

    /// <summary>The file of the best one.</summary>
    public string BestFile => Path.Combine(directory.Checkpoints, Best + ".safetensors");

    /// <summary>The file of an iteration.</summary>
    public string FileOf(long iteration) => Path.Combine(directory.Checkpoints, FormattableString.Invariant($"iteration-{iteration:0000000000}.safetensors"));

    /// <summary>Writes a checkpoint, and only when it is complete removes the oldest.</summary>
    /// <param name="criticStep">Critic steps done.</param>
    /// <param name="iteration">Generator iterations done.</param>
    /// <param name="elapsedSeconds">Seconds of training.</param>
    /// <param name="networks">What to write.</param>
    /// <param name="bestScore">Its score where it is the best one so far; null otherwise.</param>
    public void Write(long criticStep, long iteration, double elapsedSeconds, TrainingNetworks networks, double? bestScore = null)
    {
        // The best one first: interrupted between the two, the run goes on from before it, and finds it again.
        if (bestScore is not null) Checkpoint.Write(BestFile, criticStep, iteration, elapsedSeconds, networks, bestScore, run.Value);
        Checkpoint.Write(FileOf(iteration), criticStep, iteration, elapsedSeconds, networks, run: run.Value);
        foreach (string old in Files.Skip(keep)) File.Delete(old);
    }

    /// <summary>The newest checkpoint that is sound; the best one is the last resort.</summary>
    /// <param name="warn">Told of each damaged one that is passed over.</param>
    /// <returns>The checkpoint, the caller's to dispose; null where the run has none at all.</returns>
    /// <exception cref="AutogradPSException">CheckpointsDamaged: there are some, none of them sound.</exception>
    public Checkpoint? Newest(Action<string>? warn = null)
    {
        string[] files = File.Exists(BestFile) ? [.. Files, BestFile] : [.. Files];
        foreach (string file in files)
        {
            try
            {
                return Checkpoint.Read(file, run.Value);
            }
            catch (AutogradPSException e)
            {
                warn?.Invoke($"A checkpoint was passed over, and the one before it is looked for. {e.Message}");
            }
        }
        return files.Length == 0 ? null : throw new AutogradPSException("CheckpointsDamaged", ErrorKind.InvalidData,
            $"None of the {files.Length} checkpoints in '{directory.Checkpoints}' is sound. Put back a copy of one, if there is any, or start the run again with -Force.", directory.Checkpoints);
    }

    /// <summary>The score of the best checkpoint; null where there is none, or a damaged one, which the next one replaces.</summary>
    public double? BestScore()
    {
        if (!File.Exists(BestFile)) return null;
        try
        {
            using Checkpoint best = Checkpoint.Read(BestFile, run.Value);
            return best.Score;
        }
        catch (AutogradPSException)
        {
            return null;
        }
    }

    /// <summary>The checkpoint of a name: latest, best, or an iteration's number.</summary>
    /// <param name="name">The name.</param>
    /// <param name="warn">Told of each damaged one that is passed over on the way to the latest.</param>
    /// <exception cref="AutogradPSException">CheckpointMissing, CheckpointDamaged, CheckpointsDamaged, CheckpointUnknown.</exception>
    public Checkpoint Open(string name, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Equals(Latest, StringComparison.OrdinalIgnoreCase))
            return Newest(warn) ?? throw new AutogradPSException("CheckpointMissing", ErrorKind.ObjectNotFound,
                $"The run in '{directory.Path}' has no checkpoint yet. Wait for its first one, or train it with a smaller -CheckpointEvery.", directory.Path);
        bool isBest = name.Equals(Best, StringComparison.OrdinalIgnoreCase);
        string file = isBest ? BestFile
            : long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long iteration) ? FileOf(iteration)
            : throw new AutogradPSException("CheckpointUnknown", ErrorKind.InvalidArgument, $"-Checkpoint is '{name}'. Use {Latest}, {Best} or the number of an iteration.", name);
        if (File.Exists(file)) return Checkpoint.Read(file, run.Value);
        string there = Files.Count == 0 ? "none yet" : string.Join(", ", Files.Reverse().Select(f => long.Parse(Path.GetFileNameWithoutExtension(f)[10..], CultureInfo.InvariantCulture)));
        throw new AutogradPSException("CheckpointMissing", ErrorKind.ObjectNotFound,
            isBest ? $"No checkpoint of the run in '{directory.Path}' counts as its best: by WassersteinEstimate one does after the first tenth of the iterations, once the estimate has halved. "
                + $"Use -Checkpoint {Latest}, or train with -BestMetric {BestCheckpoint.Sliced}."
            : $"The run in '{directory.Path}' has no checkpoint of iteration {name}. There are: {there}. -KeepCheckpoints keeps more.", name);
    }

    // Without it, whose they are is not looked at.
    private static string? IdOf(RunDirectory directory)
    {
        try
        {
            return RunConfig.Read(directory).Id;
        }
        catch (AutogradPSException)
        {
            return null;
        }
    }
}
