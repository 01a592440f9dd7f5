using System.Management.Automation;
using AutogradPS.Cmdlets.Training;
using AutogradPS.Data;
using AutogradPS.Evaluation;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Evaluation;

/// <summary>Measures how near generated samples are to the data, and says by which protocol.</summary>
/// <remarks>
/// Gives the sliced Wasserstein distance, the exact W1 distance of the first samples (an assignment problem), the unbiased squared maximum
/// mean discrepancy with a Gaussian kernel and, for a mixture of Gaussians, the modes covered and the share of good samples by the protocol of PacGAN:
/// good is within three standard deviations of the nearest centre. The real samples are fresh draws, a test split or held-out
/// samples. Each Floor is what a second sample of real data scores: finite samples of one distribution are never at distance zero.
/// </remarks>
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
[Cmdlet(VerbsDiagnostic.Measure, "WganSample")]
[OutputType(typeof(SampleQuality))]
public sealed class MeasureWganSampleCommand : TorchCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopped = new();
    private Dataset? _dataset;
    private bool _opened;

    /// <summary>Generated samples, [n, *shape] of the data or flattened; 2,500 is the published count for the 25 Gaussians.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Tensor InputObject { get; set; } = null!;

    /// <summary>The data: a name, a path, or what Get-WganDataset gives.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(DatasetNameCompleter))]
    [ValidateNotNull]
    public object Dataset { get; set; } = "";

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
        _dataset = DatasetArgument.Open(Dataset, SessionState, out _opened);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        EvaluationOptions options = new() { Seed = Seed, Directions = DirectionCount, ExactCount = ExactCount };
        try
        {
            WriteObject(SampleEvaluator.Measure(InputObject, _dataset!, options, _stopped.Token));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopped.Cancel();
}
