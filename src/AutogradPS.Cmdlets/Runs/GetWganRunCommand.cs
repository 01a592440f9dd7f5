using System.Management.Automation;
using AutogradPS.Errors;
using AutogradPS.Runs;

namespace AutogradPS.Cmdlets.Runs;

/// <summary>Lists training runs by their directories: status, settings and last metrics.</summary>
/// <remarks>
/// Status is Running, Completed, Stopped, Diverged (a number became NaN or infinite), Failed, or Died: the process is gone without a word. All but Completed and
/// Running can be resumed. Every setting of the run (Lambda, LearningRate, Seed, Dataset, ...) and every metric of its last record
/// (WassersteinEstimate, CriticLoss, GradientNormMean, ...) is a property to filter and sort by; a run without a record has no metrics. So is what
/// Measure-WganSample found last: Modes, HighQualityShare, SlicedWasserstein, Protocol, EvaluatedIteration.
/// The directory of a training with several seeds stands for the runs in it. Only the end of metrics.csv is read, so that long runs cost no more than short ones. A directory that is no run, or a damaged one, is an error, and the
/// others are listed all the same.
/// </remarks>
/// <example>
/// <title>The best run</title>
/// <code>
/// 1..2 | ForEach-Object { $null = Start-WganTraining 8Gaussians -Iterations 20 -HiddenSize 16 -Seed $_ }
/// Get-WganRun | Sort-Object WassersteinEstimate | Select-Object -First 1
/// </code>
/// <para>Without a path, the runs under ./runs are listed.</para>
/// </example>
/// <example>
/// <title>Runs of one setting, and what became of them</title>
/// <code>
/// 1, 10 | ForEach-Object { $null = Start-WganTraining 8Gaussians -Iterations 20 -HiddenSize 16 -Lambda $_ -OutputDirectory lambda/$_ }
/// Get-WganRun lambda/* | Where-Object Lambda -eq 10 | Format-Table Name, Status, Iteration, Lambda, CriticLoss
/// </code>
/// <para>$run.Settings and $run.Metrics have all of them in one place.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "WganRun")]
[OutputType(typeof(WganRun))]
public sealed class GetWganRunCommand : GuardedCmdlet
{
    /// <summary>Run directories; wildcards are resolved, and files among what they match left out. Default: runs/*.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = ["runs/*"];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string directory in Path.SelectMany(path => RunPath.Resolve(SessionState.Path, path)))
        {
            if (Stopping) return;
            try
            {
                WganRun run = RunReader.Read(directory);
                WriteObject(Flattened.Of(run, run.Settings, run.Metrics, run.Evaluation));
            }
            catch (AutogradPSException e)
            {
                WriteError(ErrorRecords.From(e));
            }
        }
    }
}
