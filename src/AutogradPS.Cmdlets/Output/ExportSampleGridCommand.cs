using System.Management.Automation;
using AutogradPS.Charts;
using AutogradPS.Errors;
using AutogradPS.Runs;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Writes images side by side in a grid, as PNG or SVG.</summary>
/// <remarks>
/// Images are tensors of shape N x C x H x W with C = 1 or 3: bytes, or floating-point numbers in [-1, 1] or, where none is
/// negative, in [0, 1]. Small images are enlarged by a whole factor and stay sharp. Several tensors go into one grid, or
/// with -Animate become the frames of an animation (an animated PNG).
/// Runs of Get-WganRun are drawn as they are now: images at the fixed noise of their pictures. -Animate makes an animation of a run's pictures, which is in
/// its samples/animation.png, too.
/// </remarks>
/// <example>
/// <title>A batch of images</title>
/// <code>
/// New-Tensor -Rand -Shape 64, 1, 28, 28 | Export-SampleGrid images.png -Columns 8
/// </code>
/// <para>28 x 28 images are enlarged to about 900 pixels in all; -Zoom says otherwise.</para>
/// </example>
/// <example>
/// <title>Images over time</title>
/// <code>
/// 1..5 | ForEach-Object { New-Tensor -Rand -Shape 16, 1, 28, 28 } | Export-SampleGrid growing.png -Animate -FrameDelay 200
/// </code>
/// <para>One frame per tensor.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SampleGrid", SupportsShouldProcess = true, DefaultParameterSetName = Samples)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSampleGridCommand : ExportCmdlet
{
    private const string Samples = "Samples";
    private const string OfRun = "Run";

    private readonly List<ImageBatch> _images = [];
    private readonly List<WganRun> _runs = [];

    /// <summary>Images: tensors of shape N x C x H x W, C x H x W for one, or N x H x W for grey ones.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Samples)]
    [Alias("Image")]
    [TensorList]
    public Tensor[] InputObject { get; set; } = [];

    /// <summary>Runs of Get-WganRun on images.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfRun)]
    [ValidateNotNull]
    public WganRun[] Run { get; set; } = [];

    /// <summary>How many images stand in a row. Default: about as many as there are rows.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int Columns { get; set; }

    /// <summary>The white space between images, in pixels of the images.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int Padding { get; set; } = 2;

    /// <summary>The enlargement. Default: one that makes the grid about 900 pixels wide.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int Zoom { get; set; }

    /// <summary>Write an animation, one frame a tensor, or one frame a picture of a run.</summary>
    [Parameter]
    public SwitchParameter Animate { get; set; }

    /// <summary>How long each frame of an animation stays, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(10, 60000)]
    public int FrameDelay { get; set; } = 400;

    /// <inheritdoc/>
    protected override void CheckName(string file) => ChartFile.IsVector(file);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == OfRun) _runs.AddRange(Run);
        else _images.AddRange(InputObject.Select(images => images.ToImages()));
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (ParameterSetName == OfRun && Animate)
        {
            Write("Draw an animation of a run", file => RunFrames.Save(_runs, FrameDelay, file, Force));
            return;
        }
        _images.AddRange(_runs.Select(run => RunPicture.Grid(run.Path, WriteWarning).Images));
        if (_images.Count == 0)
            throw new AutogradPSException("SamplesMissing", ErrorKind.InvalidArgument, "No tensor of images came down the pipeline, so no file was written.");
        Write("Write a grid of images", file =>
        {
            if (Animate)
                AnimatedPng.Save([.. _images.Select(images => Grid(images).ToPng())], TimeSpan.FromMilliseconds(FrameDelay), file, Force);
            else
                Grid(ImageBatch.Join(_images)).Save(file, Force);
            return [];
        });
    }

    private SampleGrid Grid(ImageBatch images) => new(images) { Columns = Columns, Padding = Padding, Zoom = Zoom };
}
