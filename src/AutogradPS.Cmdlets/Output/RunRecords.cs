using System.Management.Automation;
using AutogradPS.Runs;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Lets runs come down a pipeline in place of the rows of their metrics.</summary>
internal sealed class RunRecords
{
    private const int LongestLabel = 40;

    private readonly Dictionary<string, string> _pathOfLabel = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The rows of a run, or the one record that any other object is.</summary>
    public IEnumerable<IEnumerable<KeyValuePair<string, object?>>> Expand(PSObject value) => value.BaseObject switch
    {
        WganRun run => run.Rows(Label(run.Name, run), run.Settings.Keys),
        ComparedRun run => Rows(run, Label(run.Difference is { Length: > 0 and <= LongestLabel } text ? text : run.Name, run.Source)),
        _ => [MetricRecord.Of(value)],
    };

    // Several seeds under one label become their mean.
    private static IEnumerable<IEnumerable<KeyValuePair<string, object?>>> Rows(ComparedRun run, string label) =>
        run.Sources.SelectMany(source => source.Rows(label, run.Differences.Keys));

    // Two runs of one label would become a mean; the second is told apart by its name, or at last by its path.
    private string Label(string label, WganRun run)
    {
        string[] candidates = [label, label == run.Name ? run.Name : $"{label} ({run.Name})", run.Path];
        return candidates.First(candidate => candidate == run.Path || _pathOfLabel.TryAdd(candidate, run.Path) || _pathOfLabel[candidate] == run.Path);
    }
}
