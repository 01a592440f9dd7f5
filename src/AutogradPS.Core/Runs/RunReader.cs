using System.Text.Json;
using AutogradPS.Errors;
using AutogradPS.Metrics;

namespace AutogradPS.Runs;

/// <summary>Reads run directories. A run that is being trained may be read at any time.</summary>
public static class RunReader
{
    /// <summary>Reads the run in a directory: config.json, status.json and the ends of metrics.csv and timing.csv.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, RunFileUnreadable, or a <see cref="MetricException"/>: the directory is foreign or damaged.</exception>
    public static WganRun Read(string path)
    {
        RunDirectory directory = Open(path);
        JsonElement config = ReadConfig(directory);
        RunStatus status = ReadStatus(directory.Status);
        Dictionary<string, object?> metrics = LastRow(directory.Metrics);
        bool alive = status.State == RunState.Running && RunProcess.IsAlive(status, directory);
        return new WganRun
        {
            Name = directory.Name,
            Path = directory.Path,
            Status = status.State == RunState.Running && !alive ? RunState.Died : status.State,
            // status.json is written now and then, metrics.csv at every record.
            Iteration = Math.Max(status.Iteration, metrics.GetValueOrDefault("Iteration") is double logged ? (long)logged : 0),
            Duration = alive ? TimeSpan.FromSeconds(status.ElapsedSeconds) + (DateTime.UtcNow - status.Updated) : Duration(directory, status),
            Started = config.GetProperty("started").GetDateTime().ToLocalTime(),
            Message = status.Message,
            Settings = Settings(config),
            Metrics = metrics,
            Evaluation = Evaluation(directory.Evaluation),
        };
    }

    private static RunDirectory Open(string path)
    {
        if (RunDirectory.IsRun(path) || !Directory.Exists(path)) return RunDirectory.Open(path);
        return Directory.EnumerateDirectories(path).Any(RunDirectory.IsRun)
            ? throw new AutogradPSException("RunNotFound", ErrorKind.ObjectNotFound,
                $"'{path}' is not a run, but holds runs. Use '{System.IO.Path.Combine(path, "*")}' for all of them.", path)
            : RunDirectory.Open(path);
    }

    // By name rather than as RunConfig: runs of other versions, with more or fewer settings, can be listed as well.
    private static JsonElement ReadConfig(RunDirectory directory)
    {
        JsonElement config = RunConfig.Read<JsonElement>(directory, IsOurs);
        return IsOurs(config) ? config : throw Unreadable(directory.Config, "it does not have the settings of a run.");
    }

    private static bool IsOurs(JsonElement config) => config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty("settings", out JsonElement settings) && settings.ValueKind == JsonValueKind.Object
        && config.TryGetProperty("started", out JsonElement started) && started.ValueKind == JsonValueKind.String && started.TryGetDateTime(out _);

    /// <summary>Reads status.json. A damaged one hides no run: it is written again and again, and tells nothing that training needs.</summary>
    internal static RunStatus ReadStatus(string file)
    {
        try
        {
            RunStatus status = RunJson.Read<RunStatus>(file);
            if (status.Updated != default) return status;
        }
        catch (AutogradPSException)
        {
        }
        return new RunStatus(RunState.Died, 0, 0, default, $"The file '{file}' is damaged; -Resume goes on with the run.");
    }

    private static Dictionary<string, object?> Settings(JsonElement config)
    {
        Dictionary<string, object?> settings = new(StringComparer.OrdinalIgnoreCase);
        if (config.TryGetProperty("dataset", out JsonElement dataset) && dataset.ValueKind == JsonValueKind.Object)
        {
            if (dataset.TryGetProperty("name", out JsonElement name)) settings["Dataset"] = Value(name);
            if (dataset.TryGetProperty("fingerprint", out JsonElement fingerprint)) settings["DatasetFingerprint"] = Value(fingerprint);
        }
        foreach (JsonProperty setting in config.GetProperty("settings").EnumerateObject())
            settings[char.ToUpperInvariant(setting.Name[0]) + setting.Name[1..]] = Value(setting.Value);
        return settings;
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out long integer) ? (object)integer : value.GetDouble(),
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    // Text has no types, and a loss of exactly 1 would be an integer.
    private static Dictionary<string, object?> LastRow(string file) => !File.Exists(file) ? new() : MetricTail.LastRow(file)
        .ToDictionary(cell => cell.Key, cell => cell.Value is long integer ? (double)integer : cell.Value, StringComparer.OrdinalIgnoreCase);

    // The data set is a setting of the run already; the iteration would be mistaken for the run's.
    private static Dictionary<string, object?> Evaluation(string file)
    {
        Dictionary<string, object?> row = LastRow(file);
        if (row.Remove("Iteration", out object? iteration)) row["EvaluatedIteration"] = iteration;
        row.Remove("Dataset");
        row.Remove("Time");
        return row;
    }

    private static TimeSpan Duration(RunDirectory directory, RunStatus status) => TimeSpan.FromSeconds(Math.Max(
        status.ElapsedSeconds, LastRow(directory.Timing).GetValueOrDefault("ElapsedSeconds") is double logged ? logged : 0));

    private static AutogradPSException Unreadable(string file, string why) =>
        new("RunFileUnreadable", ErrorKind.InvalidData, $"The file '{file}' is not one of AutogradPS: {why} Remove the directory, or give the paths of runs.", file);
}
