using AutogradPS.Errors;

namespace AutogradPS.Runs;

/// <summary>The files of a run, by their fixed names.</summary>
/// <param name="path">The directory.</param>
public sealed class RunDirectory(string path)
{
    private const string ConfigName = "config.json";
    private static readonly string[] OwnFiles = [ConfigName, "status.json", "metrics.csv", "timing.csv", "evaluation.csv", "log"];
    private static readonly string[] OwnFolders = ["samples", "charts", "checkpoints", "tensorboard"];

    /// <summary>The full path of the directory.</summary>
    public string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    /// <summary>The name of the run: that of its directory; among the runs of several seeds with that of their common directory, as in toy/seed-2.</summary>
    public string Name => System.IO.Path.GetDirectoryName(Path) is { } parent && SeriesDirectory.IsSeries(parent)
        ? $"{System.IO.Path.GetFileName(parent)}/{System.IO.Path.GetFileName(Path)}"
        : System.IO.Path.GetFileName(Path);

    /// <summary>What was to be run, see <see cref="RunConfig"/>.</summary>
    public string Config => In(ConfigName);

    /// <summary>A second copy of <see cref="Config"/>, beside the checkpoints that are worth nothing without it.</summary>
    public string ConfigCopy => System.IO.Path.Combine(Checkpoints, "config.json");

    /// <summary>How far it got, see <see cref="RunStatus"/>.</summary>
    public string Status => In("status.json");

    /// <summary>Locked by the process that trains, see <see cref="RunClaim"/>.</summary>
    public string Lock => In("run.lock");

    /// <summary>A row for each logged iteration; the same for the same settings and seed.</summary>
    public string Metrics => In("metrics.csv");

    /// <summary>Elapsed time, rate and memory at each logged iteration.</summary>
    public string Timing => In("timing.csv");

    /// <summary>What Measure-WganSample found, a row each time.</summary>
    public string Evaluation => In("evaluation.csv");

    /// <summary>What happened when, see <see cref="RunLog"/>.</summary>
    public string Log => In("log");

    /// <summary>Pictures of generated samples.</summary>
    public string Samples => In("samples");

    /// <summary>Charts of the metrics.</summary>
    public string Charts => In("charts");

    /// <summary>Events for TensorBoard, where they were asked for.</summary>
    public string TensorBoard => In("tensorboard");

    /// <summary>Weights and optimizers.</summary>
    public string Checkpoints => In("checkpoints");

    /// <summary>Whether a path is a run's directory.</summary>
    public static bool IsRun(string path) => File.Exists(System.IO.Path.Combine(path, ConfigName));

    /// <summary>The directory of a run that exists.</summary>
    /// <exception cref="AutogradPSException">RunNotFound.</exception>
    public static RunDirectory Open(string path)
    {
        RunDirectory run = new(path);
        return IsRun(run.Path) ? run : throw new AutogradPSException("RunNotFound", ErrorKind.ObjectNotFound,
            $"'{path}' is not the directory of a run: it has no config.json. Get-WganRun lists runs.", path);
    }

    /// <summary>Whether nothing is there, or only what a start leaves that was killed before it wrote config.json.</summary>
    internal bool IsUnused => !Directory.Exists(Path) || (!File.Exists(Config)
        && Directory.EnumerateFileSystemEntries(Path).All(entry => System.IO.Path.GetFileName(entry) is "run.lock" or "status.json" || AtomicFile.IsHalfWritten(entry)));

    /// <summary>Whether the directory is still that of a run; it may be moved or removed while it is trained in.</summary>
    internal bool IsThere => File.Exists(Config);

    /// <inheritdoc/>
    public override string ToString() => Path;

    private string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Removes the files of the run. What else there is stays.</summary>
    internal void RemoveFiles()
    {
        RemoveHalfWritten();
        foreach (string file in OwnFiles) File.Delete(In(file));
        foreach (string folder in OwnFolders)
            if (Directory.Exists(In(folder))) Directory.Delete(In(folder), recursive: true);
    }

    /// <summary>Removes the temporary files of writes that a kill interrupted.</summary>
    internal void RemoveHalfWritten()
    {
        foreach (string folder in OwnFolders.Select(In).Prepend(Path).Where(Directory.Exists))
            foreach (string file in Directory.EnumerateFiles(folder).Where(AtomicFile.IsHalfWritten)) File.Delete(file);
    }
}
