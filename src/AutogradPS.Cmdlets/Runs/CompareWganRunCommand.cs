using System.Management.Automation;
using AutogradPS.Runs;

namespace AutogradPS.Cmdlets.Runs;

/// <summary>Puts training runs side by side: the settings in which they differ, and their last metrics.</summary>
/// <remarks>
/// One object a run. Runs whose settings differ in the seed alone become one object: each metric is their mean, the one ending in Std the standard
/// deviation, Runs says how many they are; -EachSeed keeps them apart. Difference says in words what sets the run apart; every setting that is not the same in all runs, and every metric of the last record, is a property too, and so is what Measure-WganSample stored.
/// Piped to Export-MetricChart, the runs' curves are drawn over each other, named by their differences where those are short; those of several seeds as
/// their mean in a band of one standard deviation.
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
/// <title>Mean curves in bands, and a table for a spreadsheet</title>
/// <code>
/// 0.1, 10 | ForEach-Object { $null = Start-WganTraining 8Gaussians -Iterations 20 -HiddenSize 16 -Lambda $_ -Seed 1, 2 -OutputDirectory runs/lambda$_ }
/// $compared = Get-WganRun runs/* | Compare-WganRun
/// $compared | Export-MetricChart compare.svg -Metric WassersteinEstimate
/// $compared | Select-Object Name, Lambda, Runs, WassersteinEstimate, WassersteinEstimateStd | Export-MetricCsv compare.csv
/// </code>
/// <para>The lines are called Lambda 0.1 and Lambda 10; each is the mean of two seeds.</para>
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

    /// <summary>Keep runs apart that differ in their seed alone.</summary>
    [Parameter]
    public SwitchParameter EachSeed { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _runs.AddRange(Run);

    /// <inheritdoc/>
    protected override void End()
    {
        foreach (ComparedRun run in RunComparison.Of(_runs, EachSeed))
            WriteObject(Flattened.Of(run, run.Differences, run.Metrics));
    }
}
