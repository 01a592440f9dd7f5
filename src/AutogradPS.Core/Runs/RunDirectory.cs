using AutogradPS.Errors;

namespace AutogradPS.Runs;

/// <summary>The files of a run, by their fixed names.</summary>
/// <param name="path">The directory.</param>
public sealed class RunDirectory(string path)
{
    private const string ConfigName = "config.json";
    private static readonly string[] OwnFiles = [ConfigName, "status.json", "metrics.csv", "timing.csv", "evaluation.csv", "log"];
    private static readonly string[] OwnFolders = ["samples", "charts", "checkpoints"];

    /// <summary>The full path of the directory.</summary>
    public string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    /// <summary>The name of the run: that of its directory; among the runs of several seeds with that of their common directory, as in toy/seed-2.</summary>
    public string Name => System.IO.Path.GetDirectoryName(Path) is { } parent && SeriesDirectory.IsSeries(parent)
        ? $"{System.IO.Path.GetFileName(parent)}/{System.IO.Path.GetFileName(Path)}"
        : System.IO.Path.GetFileName(Path);

    /// <summary>What was to be run, see <see cref="RunConfig"/>.</summary>
    public string Config => In(ConfigName);

    /// <summary>How far it got, see <see cref="RunStatus"/>.</summary>
    public string Status => In("status.json");

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

    /// <summary>Makes a directory of a name of the user's.</summary>
    /// <param name="path">A folder that is missing or empty; or, with <paramref name="overwrite"/>, one whose run is to be replaced.</param>
    /// <param name="overwrite">Removes the files of a run (or of runs with several seeds) that is there; other files are left alone.</param>
    /// <param name="claim">The file that whoever creates it has the directory by.</param>
    /// <exception cref="AutogradPSException">RunDirectoryExists, RunDirectoryNotWritable.</exception>
    public static RunDirectory Create(string path, bool overwrite, string claim = ConfigName)
    {
        RunDirectory run = new(path);
        return Writing(run.Path, () =>
        {
            if (Directory.Exists(run.Path) && Directory.EnumerateFileSystemEntries(run.Path).Any())
            {
                if (!overwrite) throw Exists(path);
                run.RemoveFiles();
                new SeriesDirectory(run.Path).RemoveFiles();
            }
            return run.Claim(claim) ? run : throw Exists(path);
        });
    }

    /// <summary>Makes a directory with the next free number: <c>name-001</c>, <c>name-002</c>, ... Safe when several start at once.</summary>
    /// <param name="parent">The folder that holds the runs; made if missing.</param>
    /// <param name="name">What the runs have in common.</param>
    /// <param name="claim">The file that whoever creates it has the directory by.</param>
    /// <exception cref="AutogradPSException">RunDirectoryNotWritable.</exception>
    public static RunDirectory CreateNumbered(string parent, string name, string claim = ConfigName)
    {
        string safe = string.Concat(name.Split(System.IO.Path.GetInvalidFileNameChars()));
        return Writing(parent, () =>
        {
            for (int number = 1; ; number++)
            {
                RunDirectory run = new(System.IO.Path.Combine(parent, FormattableString.Invariant($"{safe}-{number:000}")));
                if (!Directory.Exists(run.Path) && run.Claim(claim)) return run;
            }
        });
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private bool Claim(string name)
    {
        Directory.CreateDirectory(Path);
        try
        {
            using FileStream claim = new(In(name), FileMode.CreateNew);
            return true;
        }
        catch (IOException) when (File.Exists(In(name)))
        {
            return false;
        }
    }

    private void RemoveFiles()
    {
        foreach (string file in OwnFiles) File.Delete(In(file));
        foreach (string folder in OwnFolders)
            if (Directory.Exists(In(folder))) Directory.Delete(In(folder), recursive: true);
    }

    private static T Writing<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AutogradPSException("RunDirectoryNotWritable", ErrorKind.WriteError,
                $"A run directory cannot be made at '{path}': {e.Message} Give another -OutputDirectory.", path, e);
        }
    }

    private static AutogradPSException Exists(string path) => new("RunDirectoryExists", ErrorKind.ResourceExists,
        $"The directory '{path}' is not empty. Give another -OutputDirectory, -Resume to go on with the run there, or -Force to replace it.", path);
}
