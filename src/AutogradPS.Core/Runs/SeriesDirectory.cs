using AutogradPS.Errors;

namespace AutogradPS.Runs;

/// <summary>The files of a training with several seeds: a run for each of them in a directory below, and what they have in common.</summary>
/// <param name="path">The directory.</param>
public sealed class SeriesDirectory(string path)
{
    private const string ConfigName = "series.json";
    private const string RunPrefix = "seed-";

    /// <summary>The full path of the directory.</summary>
    public string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    /// <summary>The name of the series: that of its directory.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>What was to be run, see <see cref="SeriesConfig"/>.</summary>
    public string Config => In(ConfigName);

    /// <summary>Mean and standard deviation of each metric over the seeds, at the last iteration that all have.</summary>
    public string Summary => In("summary.csv");

    /// <summary>The same at each logged iteration.</summary>
    public string Curves => In("curves.csv");

    /// <summary>Charts of the means, with bands of one standard deviation.</summary>
    public string Charts => In("charts");

    /// <summary>The runs that have been started, in the order of the seeds.</summary>
    public IReadOnlyList<string> Runs => [.. RunJson.Read<SeriesConfig>(Config).Seeds.Select(RunOf).Where(RunDirectory.IsRun)];

    /// <summary>Whether a path is the directory of a series.</summary>
    public static bool IsSeries(string path) => File.Exists(System.IO.Path.Combine(path, ConfigName));

    /// <summary>The directory of a series that exists.</summary>
    /// <exception cref="AutogradPSException">RunNotFound.</exception>
    public static SeriesDirectory Open(string path) => IsSeries(path) ? new SeriesDirectory(path)
        : throw new AutogradPSException("RunNotFound", ErrorKind.ObjectNotFound, $"'{path}' is not the directory of a training with several seeds: it has no {ConfigName}.", path);

    /// <summary>The directory of a seed's run.</summary>
    public string RunOf(long seed) => In(FormattableString.Invariant($"{RunPrefix}{seed}"));

    /// <summary>Removes the files of a series, its runs among them; other files are left alone.</summary>
    internal void RemoveFiles()
    {
        foreach (string run in Directory.EnumerateDirectories(Path, RunPrefix + "*").Where(RunDirectory.IsRun)) Directory.Delete(run, recursive: true);
        foreach (string file in (string[])[Config, Summary, Curves]) File.Delete(file);
        if (Directory.Exists(Charts)) Directory.Delete(Charts, recursive: true);
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
