using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AutogradPS.Charts;
using AutogradPS.Metrics;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Draws metrics over the course of training as a PNG or SVG chart.</summary>
/// <remarks>
/// Losses share a panel; metrics of other scales have their own above a common axis. Several runs (records with different Run,
/// Name, Source or Seed, or -GroupBy) are drawn as lines of different colour and pattern, one panel a metric; rows of one group
/// at the same place, such as several seeds, as their mean with a band of one standard deviation. Values that are not finite
/// leave gaps. Colours are safe for colour-blind readers. The ending of -Path chooses the format.
/// A title in Korean, Chinese or Japanese needs an installed font for it; characters that no font has become question marks, with a warning.
/// </remarks>
/// <example>
/// <title>Losses, smoothed</title>
/// <code>
/// 1..500 | ForEach-Object { @{ Iteration = $_; CriticLoss = -1 / $_; GeneratorLoss = [math]::Sin($_ / 50) } } |
///     Export-MetricChart smooth.svg -Metric *Loss -Smoothing 0.9
/// </code>
/// <para>Smoothing is TensorBoard's: an exponential average without bias at the start. The raw trace stays visible, pale, behind it.</para>
/// </example>
/// <example>
/// <title>Settings compared over seeds</title>
/// <code>
/// $rows = foreach ($objective in 'wgan', 'wgan-gp') { foreach ($seed in 1..3) { foreach ($i in 1..50) {
///     [pscustomobject]@{ Objective = $objective; Seed = $seed; Iteration = $i; WassersteinEstimate = (1 + $seed / 10) / $i } } } }
/// $rows | Export-MetricChart compare.png -Metric WassersteinEstimate -GroupBy Objective -LogY
/// </code>
/// <para>One line per objective: the mean over its seeds, with a band of one standard deviation.</para>
/// </example>
/// <example>
/// <title>Runs overlaid</title>
/// <code>
/// 1..2 | ForEach-Object { $null = Start-WganTraining 8Gaussians -Iterations 20 -HiddenSize 16 -Seed $_ }
/// Get-WganRun | Compare-WganRun | Export-MetricChart runs.svg -Metric WassersteinEstimate
/// Get-WganRun | Export-MetricChart seeds.svg -Metric WassersteinEstimate -GroupBy Objective
/// </code>
/// <para>A line a run; then one line, the mean over the seeds. -GroupBy takes any setting of the runs.</para>
/// </example>
[Cmdlet(VerbsData.Export, "MetricChart", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMetricChartCommand : PictureCmdlet
{
    private readonly MetricTableBuilder _records = new();
    private readonly RunRecords _runs = new();

    /// <summary>Records: objects with properties, or hashtables. A run of Get-WganRun or Compare-WganRun stands for all rows of its metrics.csv.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The metrics to draw, wildcards allowed. Default: losses, Wasserstein estimate, penalty and gradient norm, or all numbers.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(MetricNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Metric { get; set; } = [];

    /// <summary>The property of the horizontal axis.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MetricNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string X { get; set; } = "Iteration";

    /// <summary>The properties that tell runs apart. Default: Run, RunId, Name, Source or Seed, whichever differs first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MetricNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] GroupBy { get; set; } = [];

    /// <summary>How much to smooth: 0 not at all, 0.9 well, 0.99 very much.</summary>
    [Parameter]
    [ValidateRange(0.0, 0.9999)]
    public double Smoothing { get; set; }

    /// <summary>Values to aim at, by metric, drawn as dashed lines. Default: @{ GradientNormMean = 1 }.</summary>
    [Parameter]
    public Hashtable? Target { get; set; }

    /// <summary>A logarithmic horizontal axis.</summary>
    [Parameter]
    public SwitchParameter LogX { get; set; }

    /// <summary>Logarithmic vertical axes.</summary>
    [Parameter]
    public SwitchParameter LogY { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (IEnumerable<KeyValuePair<string, object?>> record in _runs.Expand(InputObject)) _records.Add(record);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        MetricTable table = _records.ToTable();
        MetricChartOptions options = new()
        {
            Metrics = [.. Metric.SelectMany(pattern => Matching(table, pattern)).Distinct(StringComparer.OrdinalIgnoreCase)],
            X = X, GroupBy = GroupBy, Smoothing = Smoothing, LogX = LogX, LogY = LogY, Title = Title,
        };
        if (Target is not null) options = options with { Targets = Targets(Target) };
        MetricChart chart = MetricChartBuilder.Build(table, options);
        Write("Draw metrics", file => ChartFile.Save(chart, file, Size, Force));
    }

    // A name or pattern that matches nothing goes on as it is: Core's error lists the names there are.
    private string[] Matching(MetricTable table, string pattern)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(pattern)) return [pattern];
        WildcardPattern wildcard = new(pattern, WildcardOptions.IgnoreCase);
        string[] names = [.. table.Columns.Where(name => wildcard.IsMatch(name) && table.IsNumeric(name) && !name.Equals(X, StringComparison.OrdinalIgnoreCase))];
        return names.Length > 0 ? names : [pattern];
    }

    private static Dictionary<string, double> Targets(Hashtable targets) => targets.Cast<DictionaryEntry>().ToDictionary(
        entry => Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "",
        entry => LanguagePrimitives.ConvertTo<double>(entry.Value),
        StringComparer.OrdinalIgnoreCase);
}
