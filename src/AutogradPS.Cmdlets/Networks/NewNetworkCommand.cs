using System.Management.Automation;
using AutogradPS.Networks;
using AutogradPS.Tensors;

namespace AutogradPS.Cmdlets.Networks;

/// <summary>Makes a network from a list of layers that reads like PyTorch, or by the name of a published one.</summary>
/// <remarks>
/// A layer is written as in PyTorch, 'Conv2d(1, 64, 5, stride=2, padding=2)', or as in a shell, 'Conv2d 1 64 5 -stride 2 -padding 2'. Names,
/// order and defaults of the values are PyTorch's; two numbers for two dimensions are written 3,5. There are Linear, Conv1d,
/// Conv2d, ConvTranspose2d, ResidualBlock, Flatten, Unflatten, Identity, ReLU, ReLU6, LeakyReLU, PReLU, ELU, SELU, GELU, SiLU, Mish, Softplus,
/// Softsign, Sigmoid, Tanh, Hardtanh, Softmax, LogSoftmax, BatchNorm1d, BatchNorm2d, InstanceNorm2d, LayerNorm, GroupNorm, Dropout, Dropout2d,
/// AvgPool2d, MaxPool2d, AdaptiveAvgPool2d, Upsample (scale_factor) and PixelShuffle; completion shows their signatures. SpectralNorm
/// before a layer with a weight matrix, or spectral_norm(...) around it, divides the weight by its largest singular value. Parameters are
/// named as in nn.Sequential (0.weight, 0.bias, 2.weight) and start as in PyTorch. The network is a module of TorchSharp: its
/// methods (parameters(), named_parameters(), train(), eval(), forward()) work, and $net.NamedParameters['0.weight'] is a tensor.
/// The presets are the networks of the WGAN-GP paper: see about_AutogradPS.
/// </remarks>
/// <example>
/// <title>A critic for points in the plane, checked against its input</title>
/// <code>
/// $critic = New-Network 'Linear 2 64', 'LeakyReLU 0.2', 'Linear 64 1' -InputShape 2 -Seed 1
/// New-Tensor -RandN -Shape 5, 2 | Invoke-Network $critic
/// </code>
/// <para>Writes scores of shape [5, 1]. -InputShape is the shape of one sample, without the batch.</para>
/// </example>
/// <example>
/// <title>Convolutions, in PyTorch's own notation</title>
/// <code>
/// New-Network 'Conv2d(1, 16, 5, stride=2, padding=2)', 'ReLU()', 'Flatten()', 'Linear(3136, 10)' -InputShape 1, 28, 28
/// </code>
/// <para>Shows the layers with the shapes of their parameters.</para>
/// </example>
/// <example>
/// <title>A published pair, narrower</title>
/// <code>
/// $generator = New-Network -Preset mlp-generator -LatentSize 2 -HiddenSize 64
/// $critic = New-Network -Preset mlp-critic -HiddenSize 64
/// $critic.ParameterCount
/// </code>
/// <para>The toy networks of WGAN-GP have four linear layers of width 512; here of 64.</para>
/// </example>
/// <seealso cref="InvokeNetworkCommand"/>
/// <seealso cref="NewOptimizerCommand"/>
[Cmdlet(VerbsCommon.New, "Network", DefaultParameterSetName = "Layer")]
[OutputType(typeof(Network))]
public sealed class NewNetworkCommand : TorchCmdlet
{
    private readonly List<string> _layers = [];

    /// <summary>The layers, in order.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Layer")]
    [ArgumentCompleter(typeof(LayerCompleter))]
    [AllowEmptyString]
    public string[] Layer { get; set; } = [];

    /// <summary>mlp-critic, mlp-generator, dcgan-critic, dcgan-generator, resnet-critic or resnet-generator.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Preset")]
    [ArgumentCompleter(typeof(NetworkPresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string Preset { get; set; } = "";

    /// <summary>The shape of one input, without the batch: layers that do not fit it are an error at once. With -Preset the same as -SampleShape.</summary>
    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Preset")]
    [ValidateRange(0L, long.MaxValue)]
    public long[]? InputShape { get; set; }

    /// <summary>The shape of one sample of a preset. Default: that of the paper, 2, or 1,28,28 (dcgan), or 3,32,32 (resnet).</summary>
    [Parameter(ParameterSetName = "Preset")]
    [ValidateRange(1L, long.MaxValue)]
    public long[]? SampleShape { get; set; }

    /// <summary>The length of a generator's noise. Default: 128.</summary>
    [Parameter(ParameterSetName = "Preset")]
    [ValidateRange(1L, 1L << 30)]
    public long LatentSize { get; set; } = 128;

    /// <summary>The width of a preset: units of a hidden layer (mlp, 512), channels of the first convolution (dcgan, 64) or of all (resnet, 128).</summary>
    [Parameter(ParameterSetName = "Preset")]
    [ValidateRange(1L, 1L << 20)]
    public long? HiddenSize { get; set; }

    /// <summary>Layer norm in a preset's critic.</summary>
    [Parameter(ParameterSetName = "Preset")]
    public SwitchParameter LayerNorm { get; set; }

    /// <summary>A seed for the initial weights alone; without it the global generator (Set-TorchSeed) is drawn from.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>PyTorch's name of the parameters' dtype. Default: float32.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DTypeCompleter))]
    [ValidateNotNullOrEmpty]
    public string DType { get; set; } = "float32";

    /// <summary>cpu, cuda, cuda:1 or mps. Default: cpu.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == "Layer") _layers.AddRange(Layer);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        (IReadOnlyList<string> layers, IReadOnlyList<long>? inputShape) = ParameterSetName == "Layer"
            ? (_layers, InputShape)
            : NetworkPresets.Find(Preset, SampleShape ?? InputShape, LatentSize, HiddenSize, LayerNorm);
        WriteObject(NetworkFactory.Create(layers, Seed, inputShape, Devices.Parse(Device), DTypes.Parse(DType)), false);
    }
}
