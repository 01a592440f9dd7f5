using AutogradPS.Metrics;

namespace AutogradPS.Runs;

/// <summary>A run as its directory shows it at one moment.</summary>
public sealed class WganRun
{
    /// <summary>The name of the run: that of its directory.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, or how it ended.</summary>
    public required RunState Status { get; init; }

    /// <summary>Generator iterations done.</summary>
    public required long Iteration { get; init; }

    /// <summary>The time spent training, over all resumptions.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>When it was first started, local time.</summary>
    public required DateTime Started { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Message { get; init; }

    /// <summary>The full path of its directory.</summary>
    public required string Path { get; init; }

    /// <summary>The resolved settings by name, the data set's name first. Numbers are long or double.</summary>
    public required IReadOnlyDictionary<string, object?> Settings { get; init; }

    /// <summary>The last row of metrics.csv by column, numbers as double; empty where there is none yet.</summary>
    public required IReadOnlyDictionary<string, object?> Metrics { get; init; }

    /// <summary>
    /// What Measure-WganSample found last, by column, numbers as double: Modes, HighQualityShare, SlicedWasserstein, Protocol, ...; empty where it was not
    /// measured. EvaluatedIteration says how far the run was then.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Evaluation { get; init; } = new Dictionary<string, object?>();

    /// <summary>Reads all rows of metrics.csv, each headed by Run and by the given settings that are no column of the file.</summary>
    /// <param name="label">What the column Run says.</param>
    /// <param name="settings">The names of settings to add.</param>
    /// <returns>Nothing where there is no row yet.</returns>
    /// <exception cref="MetricException">The file is damaged.</exception>
    public IEnumerable<IEnumerable<KeyValuePair<string, object?>>> Rows(string label, IEnumerable<string> settings)
    {
        string file = new RunDirectory(Path).Metrics;
        if (!File.Exists(file)) return [];
        MetricTable table = MetricCsv.Read(file);
        KeyValuePair<string, object?>[] head =
            [new("Run", label), .. settings.Where(name => table.IndexOf(name) < 0).Select(name => KeyValuePair.Create(name, Settings.GetValueOrDefault(name)))];
        return table.Rows.Select(row => head.Concat(table.Columns.Select((name, column) => KeyValuePair.Create(name, row[column]))));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
