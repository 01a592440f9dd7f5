using System.Management.Automation;
using AutogradPS.Cmdlets.Runs;
using AutogradPS.Cmdlets.Training;
using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Evaluation;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Evaluation;

/// <summary>Measures how near generated samples are to the data, and says by which protocol.</summary>
/// <remarks>
/// Gives the sliced Wasserstein distance, the exact W1 distance of the first samples (an assignment problem), the unbiased squared maximum
/// mean discrepancy with a Gaussian kernel and, for a mixture of Gaussians, the modes covered and the share of good samples by the protocol of PacGAN:
/// good is within three standard deviations of the nearest centre. The real samples are fresh draws, a test split or held-out
/// samples. Each Floor is what a second sample of real data scores: finite samples of one distribution are never at distance zero.
///
/// With -Path, the generator of a run's newest checkpoint, or of -Checkpoint, is measured, at noise of a fixed seed, against data that it did not learn from: fresh draws of a
/// random stream that training never reads, the test split, or held-out rows. The result is added to the run's evaluation.csv with time, iteration, checkpoint
/// and protocol; Get-WganRun and Compare-WganRun show the last one.
/// </remarks>
/// <example>
/// <title>Measure runs, and compare them</title>
/// <code>
/// $null = Start-WganTraining 8Gaussians -Seed 1, 2 -Iterations 200 -HiddenSize 32 -OutputDirectory runs/toy
/// Get-WganRun runs/toy | Measure-WganSample | Select-Object Run, Modes, HighQualityShare, SlicedWasserstein, Protocol
/// Get-WganRun runs/toy | Compare-WganRun | Select-Object Name, Runs, Modes, ModesStd, SlicedWasserstein, SlicedWassersteinStd
/// </code>
/// <para>runs/toy/seed-1/evaluation.csv keeps what was measured, and how.</para>
/// </example>
/// <example>
/// <title>Mode coverage of 2,500 points</title>
/// <code>
/// $points = (Get-WganDataset 25Gaussians).Sample(2500, 42)
/// $points | Measure-WganSample 25Gaussians
/// </code>
/// <para>Real points stand in for a generator's here: 25 of 25 modes, 98.9 % of the points good.</para>
/// </example>
/// <example>
/// <title>A generator that has collapsed to one point</title>
/// <code>
/// New-Tensor -Full 1 -Shape 500, 2 | Measure-WganSample SwissRoll | Select-Object SlicedWasserstein, Wasserstein, Protocol
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "WganSample", SupportsShouldProcess = true, DefaultParameterSetName = Sample)]
[OutputType(typeof(SampleQuality), ParameterSetName = [Sample])]
[OutputType(typeof(RunEvaluation), ParameterSetName = [OfRun])]
public sealed class MeasureWganSampleCommand : TorchCmdlet, IDisposable
{
    private const string Sample = "Sample";
    private const string OfRun = "Run";

    private readonly CancellationTokenSource _stopped = new();
    private Dataset? _dataset;
    private bool _opened;

    /// <summary>Generated samples, [n, *shape] of the data or flattened; 2,500 is the published count for the 25 Gaussians.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Sample)]
    [ValidateNotNull]
    public Tensor InputObject { get; set; } = null!;

    /// <summary>The directories of runs, wildcards allowed, or runs of Get-WganRun. A training with several seeds stands for its runs.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfRun)]
    [Alias("PSPath", "FullName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The data: a name, a path, or what Get-WganDataset gives. Tensors need it. Of a run, default: its own; to be given where that came from memory.</summary>
    // Not mandatory: PowerShell would ask for it before it has seen that a run is piped.
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(DatasetNameCompleter))]
    [ValidateNotNull]
    public object? Dataset { get; set; }

    /// <summary>How many samples of a run's generator to measure. Default: 2500.</summary>
    [Parameter(ParameterSetName = OfRun)]
    [ValidateRange(2L, long.MaxValue)]
    public long Count { get; set; } = 2500;

    /// <summary>The seed of the noise that a run's generator gets. Default: 0.</summary>
    [Parameter(ParameterSetName = OfRun)]
    public long NoiseSeed { get; set; }

    /// <summary>Measure the generator's own weights where the run has averaged ones too.</summary>
    [Parameter(ParameterSetName = OfRun)]
    public SwitchParameter NoEma { get; set; }

    /// <summary>Which checkpoint of a run to measure: latest, best (see -BestMetric of Start-WganTraining), or the number of an iteration that is kept. Default: latest.</summary>
    [Parameter(ParameterSetName = OfRun)]
    [ArgumentCompleter(typeof(CheckpointCompleter))]
    [ValidateNotNullOrEmpty]
    public string Checkpoint { get; set; } = CheckpointStore.Latest;

    /// <summary>The generator, where New-Network did not make the run's: a network of the same layers. It takes over the checkpoint's weights.</summary>
    [Parameter(ParameterSetName = OfRun)]
    [ValidateNotNull]
    public nn.Module<Tensor, Tensor>? Generator { get; set; }

    /// <summary>Where a run's samples are computed. Default: cpu.</summary>
    [Parameter(ParameterSetName = OfRun)]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    /// <summary>Decides the real samples and the directions of the sliced distance. Default: 0.</summary>
    [Parameter]
    public long Seed { get; set; }

    /// <summary>The number of random directions of the sliced distance. Default: 500.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int DirectionCount { get; set; } = 500;

    /// <summary>How many samples the exact distance takes; 0 leaves it out. Its time grows with the cube. Default: 1000.</summary>
    [Parameter]
    [ValidateRange(0, ExactWasserstein.LargestSample)]
    public int ExactCount { get; set; } = 1000;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_opened) _dataset?.Dispose();
        _stopped.Dispose();
    }

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        if (Dataset is not null) _dataset = DatasetArgument.Open(Dataset, SessionState, out _opened);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        EvaluationOptions options = new() { Seed = Seed, Directions = DirectionCount, ExactCount = ExactCount };
        try
        {
            if (ParameterSetName == Sample) WriteObject(SampleEvaluator.Measure(InputObject, _dataset ?? throw Missing(), options, _stopped.Token));
            else foreach (string run in Path.SelectMany(path => RunPath.Resolve(SessionState.Path, path))) Measure(run, options);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopped.Cancel();

    private static AutogradPSException Missing() => new("DatasetMissing", ErrorKind.InvalidArgument,
        $"Samples are measured against data: give them with -Dataset, a name ({string.Join(", ", DatasetCatalog.Names)}), a path, or what Get-WganDataset gives.");

    private void Measure(string run, EvaluationOptions options)
    {
        if (!ShouldProcess(run, "Measure the generator and add to evaluation.csv")) return;
        RunEvaluationOptions own = new() { Count = Count, NoiseSeed = NoiseSeed, Ema = !NoEma, Device = Device, Checkpoint = Checkpoint, Generator = Generator, Comparison = options };
        try
        {
            WriteObject(RunEvaluator.Measure(run, _dataset, own, WriteWarning, _stopped.Token));
        }
        catch (AutogradPSException e)
        {
            WriteError(ErrorRecords.From(e));
        }
    }
}
