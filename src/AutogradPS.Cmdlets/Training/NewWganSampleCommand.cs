using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Draws new samples from the generator of a run.</summary>
/// <remarks>
/// The generator is that of the run's newest checkpoint, or of -Checkpoint; the run may have ended or still go on. One tensor comes out, [Count, ...]: rows of
/// numbers for toys, images in [-1, 1], channels first. The same -Seed gives the same samples. A run that was trained with -EmaDecay draws with the
/// averaged weights.
/// </remarks>
/// <example>
/// <title>A grid of images</title>
/// <code>
/// $null = Start-WganTraining FashionMnist -Iterations 2000 -OutputDirectory garments
/// New-WganSample garments -Count 64 | Export-SampleGrid garments.png
/// </code>
/// <para>64 images at the noise of seed 0.</para>
/// </example>
/// <example>
/// <title>How good are they</title>
/// <code>
/// $null = Start-WganTraining 8Gaussians -Iterations 1000 -HiddenSize 64 -LearningRate 1e-3 -OutputDirectory modes
/// New-WganSample modes -Count 2500 -Seed 7 | Measure-WganSample -Dataset 8Gaussians
/// </code>
/// <para>Counts the modes that the generator found, and says by which protocol.</para>
/// </example>
/// <example>
/// <title>The generator as a file of its own</title>
/// <code>
/// $null = Start-WganTraining 8Gaussians -Iterations 200 -HiddenSize 32 -EmaDecay 0.99 -OutputDirectory averaged
/// $generator = New-Network (Get-Content averaged/config.json -Raw | ConvertFrom-Json).networks.generator
/// $null = New-WganSample averaged -Count 1 -Generator $generator
/// $generator | Export-Network generator.safetensors
/// </code>
/// <para>-Generator takes over the weights of the checkpoint, the averaged ones here; with -NoEma it takes the generator's own.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "WganSample")]
[OutputType(typeof(Tensor))]
public sealed class NewWganSampleCommand : TorchCmdlet
{
    /// <summary>The run's directory.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>How many samples. Default: 64.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1L, long.MaxValue)]
    public long Count { get; set; } = 64;

    /// <summary>The seed of the noise. Default: 0.</summary>
    [Parameter]
    public long Seed { get; set; }

    /// <summary>Where the samples are computed; they come back on the CPU. Default: cpu.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    /// <summary>Draw with the generator's own weights where the run has averaged ones too.</summary>
    [Parameter]
    public SwitchParameter NoEma { get; set; }

    /// <summary>Which checkpoint to draw from: latest, best (see -BestMetric of Start-WganTraining), or the number of an iteration that is kept. Default: latest, the newest sound one.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CheckpointCompleter))]
    [ValidateNotNullOrEmpty]
    public string Checkpoint { get; set; } = CheckpointStore.Latest;

    /// <summary>The generator, where New-Network did not make the run's: a network of the same layers. It takes over the checkpoint's weights.</summary>
    [Parameter]
    [ValidateNotNull]
    public nn.Module<Tensor, Tensor>? Generator { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(SampleGenerator.Draw(SessionPath.File(SessionState.Path, Path), Count, Seed,
        new SampleOptions { Checkpoint = Checkpoint, Ema = !NoEma, Device = Device, Generator = Generator }, WriteWarning), false);
}
