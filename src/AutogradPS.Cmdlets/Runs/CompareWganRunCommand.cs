using System.Management.Automation;
using AutogradPS.Runs;

namespace AutogradPS.Cmdlets.Runs;

/// <summary>Puts training runs side by side: the settings in which they differ, and their last metrics.</summary>
/// <remarks>
/// One object a run. Difference says in words what sets the run apart; every setting that is not the same in all runs, and every metric of the last record, is a property too.
/// Piped to Export-MetricChart, the runs' curves are drawn over each other, named by their differences where those are short.
/// </remarks>
/// <example>
/// <title>Does the penalty's weight matter?</title>
/// <code>
/// 0.1, 10 | ForEach-Object { $null = Start-WganTraining 8Gaussians -Iterations 20 -HiddenSize 16 -Lambda $_ }
/// Get-WganRun runs/* | Compare-WganRun | Sort-Object WassersteinEstimate
/// </code>
/// <para>Only Lambda differs, so only Lambda is shown.</para>
/// </example>
/// <example>
/// <title>Curves over each other, and a table for a spreadsheet</title>
/// <code>
/// 1, 2 | ForEach-Object { $null = Start-WganTraining 8Gaussians -Iterations 20 -HiddenSize 16 -Seed $_ }
/// Get-WganRun runs/* | Compare-WganRun | Export-MetricChart compare.svg
/// Get-WganRun runs/* | Compare-WganRun | Select-Object Name, Seed, CriticLoss, WassersteinEstimate | Export-MetricCsv compare.csv
/// </code>
/// <para>The lines are called Seed 1 and Seed 2.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "WganRun")]
[OutputType(typeof(ComparedRun))]
public sealed class CompareWganRunCommand : GuardedCmdlet
{
    private readonly List<WganRun> _runs = [];

    /// <summary>Runs of Get-WganRun.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public WganRun[] Run { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => _runs.AddRange(Run);

    /// <inheritdoc/>
    protected override void End()
    {
        foreach (ComparedRun run in RunComparison.Of(_runs))
            WriteObject(Flattened.Of(run, run.Differences, run.Metrics));
    }
}
