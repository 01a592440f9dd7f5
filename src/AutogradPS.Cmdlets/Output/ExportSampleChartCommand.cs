using System.Management.Automation;
using AutogradPS.Charts;
using AutogradPS.Errors;
using AutogradPS.Runs;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Draws samples in the plane, real and generated, over the critic's surface if there is one, as PNG or SVG.</summary>
/// <remarks>
/// With -Critic this is the toy figure of the WGAN-GP paper: the critic's values as shades with contour lines, samples on top. Both axes have the same
/// scale. Several tensors of generated samples become charts side by side, in the order in which they come, or with
/// -Animate an animation (an animated PNG, which browsers and slides play; SkiaSharp writes no GIF).
/// Runs of Get-WganRun are drawn as they are now: samples at the fixed noise of their pictures, over the critic's surface; several side by side. -Animate
/// makes an animation of a run's pictures, which is in its samples/animation.png, too.
/// </remarks>
/// <example>
/// <title>The toy figure of runs, and how the first one learned</title>
/// <code>
/// 'wgan', 'wgan-gp' | ForEach-Object { $null = Start-WganTraining 8Gaussians -Objective $_ -Iterations 60 -SampleEvery 20 -HiddenSize 16 -OutputDirectory runs/$_ }
/// Get-WganRun runs/* | Export-SampleChart runs.png -Label clipping, penalty
/// Get-WganRun runs/wgan | Export-SampleChart learning.png -Animate
/// </code>
/// <para>Two charts side by side; then three frames.</para>
/// </example>
/// <example>
/// <title>Samples over the surface of a critic</title>
/// <code>
/// $real = New-Tensor -RandN -Shape 200, 2
/// $generated = New-Tensor -RandN -Shape 200, 2
/// $generated | Export-SampleChart surface.png -Real $real -Critic { $_.square().sum(1) }
/// </code>
/// <para>A critic may be a module, too, such as [torch.nn]::Linear(2, 1).</para>
/// </example>
/// <example>
/// <title>How a generator learned</title>
/// <code>
/// $snapshots = 1..3 | ForEach-Object { New-Tensor -RandN -Shape 200, 2 }
/// $snapshots | Export-SampleChart learning.png -Label 'Iteration 0', 'Iteration 500', 'Iteration 1000'
/// $snapshots | Export-SampleChart learning-animated.png -Animate -Width 640
/// </code>
/// <para>Three charts side by side, and the same as an animation.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SampleChart", SupportsShouldProcess = true, DefaultParameterSetName = Samples)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSampleChartCommand : PictureCmdlet
{
    private const string Samples = "Samples";
    private const string OfRun = "Run";

    private readonly List<SamplePoint[]> _generated = [];
    private readonly List<WganRun> _runs = [];

    /// <summary>Generated samples: tensors of shape N x 2.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = Samples)]
    [ValidateNotNull]
    [TensorList]
    public Tensor[] Generated { get; set; } = [];

    /// <summary>Runs of Get-WganRun on points of the plane.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfRun)]
    [ValidateNotNull]
    public WganRun[] Run { get; set; } = [];

    /// <summary>Real samples: a tensor of shape N x 2.</summary>
    [Parameter(ParameterSetName = Samples)]
    [ValidateNotNull]
    public Tensor? Real { get; set; }

    /// <summary>The critic whose surface to draw: a module, or a script block that takes a tensor of points as $_ and gives their values.</summary>
    [Parameter(ParameterSetName = Samples)]
    [ValidateNotNull]
    public object? Critic { get; set; }

    /// <summary>The number of grid points a side at which the critic is evaluated.</summary>
    [Parameter(ParameterSetName = Samples)]
    [ValidateRange(2, 1000)]
    public int GridSize { get; set; } = 100;

    /// <summary>The part of the plane to show: left, right, bottom, top. Default: what holds all samples.</summary>
    [Parameter]
    [ValidateCount(4, 4)]
    public double[]? Extent { get; set; }

    /// <summary>The names of several charts, in their order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Label { get; set; } = [];

    /// <summary>How many charts stand side by side before a new row begins. Default: up to five.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Columns { get; set; } = 5;

    /// <summary>Write an animation, one frame a tensor, or one frame a picture of a run.</summary>
    [Parameter]
    public SwitchParameter Animate { get; set; }

    /// <summary>How long each frame of an animation stays, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(10, 60000)]
    public int FrameDelay { get; set; } = 400;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == OfRun) _runs.AddRange(Run);
        else _generated.AddRange(Generated.Select(samples => samples.ToPoints()));
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (Animate && ParameterSetName == OfRun)
        {
            Write("Draw an animation of a run", file => RunFrames.Save(_runs, FrameDelay, file, Force));
            return;
        }
        SampleChart[] charts = ParameterSetName == OfRun ? ChartsOfRuns() : Charts();
        if (Animate)
        {
            Write("Draw an animation of samples", file =>
            {
                byte[][] frames = [.. charts.Select(chart => ChartFile.ToPng(chart with { Title = Join(Title, chart.Title) }, Size))];
                AnimatedPng.Save(frames, TimeSpan.FromMilliseconds(FrameDelay), file, Force);
                return [];
            });
            return;
        }
        IFigure figure = charts.Length == 1 ? charts[0] with { Title = Title ?? charts[0].Title } : new SampleStrip(charts) { Columns = Columns, Title = Title };
        Write("Draw samples", file => ChartFile.Save(figure, file, Size, Force));
    }

    private SampleChart[] Charts()
    {
        SamplePoint[] real = Real?.ToPoints() ?? [];
        if (real.Length == 0 && _generated.Count == 0 && (Critic is null || Extent is null))
            throw new AutogradPSException("SamplesMissing", ErrorKind.InvalidArgument,
                "There is nothing to draw. Pipe tensors of generated samples, give -Real, or give -Critic with -Extent.");
        SampleExtent extent = Extent is [var left, var right, var bottom, var top]
            ? Checked(left, right, bottom, top)
            : SampleExtent.Around(_generated.SelectMany(samples => samples).Concat(real));
        SampleSurface? surface = null;
        if (Critic is not null)
        {
            (Func<Tensor, Tensor> evaluate, Device? device) = CriticFunction.Of(Critic);
            surface = TensorImages.Surface(extent, GridSize, evaluate, device);
        }
        SampleChart chart = new() { Real = real, Surface = surface, Extent = extent };
        if (_generated.Count == 0) return [chart];
        return [.. _generated.Select((samples, index) => chart with { Generated = samples, Title = index < Label.Length ? Label[index] : null })];
    }

    private SampleChart[] ChartsOfRuns() => [.. _runs.Select((run, index) =>
    {
        SampleChart chart = RunPicture.Chart(run.Path, WriteWarning);
        return chart with
        {
            Title = index < Label.Length ? Label[index] : chart.Title,
            Extent = Extent is [var left, var right, var bottom, var top] ? Checked(left, right, bottom, top) : null,
        };
    })];

    private static SampleExtent Checked(double left, double right, double bottom, double top) =>
        right > left && top > bottom && double.IsFinite(right - left + top - bottom) ? new SampleExtent(left, right, bottom, top)
            : throw new AutogradPSException("ExtentInvalid", ErrorKind.InvalidArgument,
                $"-Extent is left, right, bottom, top, with left < right and bottom < top, not {left}, {right}, {bottom}, {top}.", new[] { left, right, bottom, top });

    private static string? Join(string? title, string? label) =>
        title is null || label is null ? title ?? label : $"{title}: {label}";
}
