using System.Management.Automation;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Tensors;

/// <summary>Makes a tensor of numbers, or of a shape filled with zeros, ones, a value or random numbers.</summary>
/// <remarks>
/// The dtype is float32 whatever the literals are; -DType says otherwise. A number gives a scalar tensor of shape [], an array
/// one dimension, nested arrays one each. Values from the pipeline are collected into one tensor.
/// </remarks>
/// <example>
/// <title>From numbers, nested arrays and the pipeline</title>
/// <code>
/// New-Tensor 3 -RequiresGrad
/// New-Tensor ((1, 2), (3, 4))
/// 1, 2, 3 | New-Tensor -DType float64
/// </code>
/// <para>Shapes [], [2, 2] and [3].</para>
/// </example>
/// <example>
/// <title>Random images, the same every time</title>
/// <code>
/// New-Tensor -RandN -Shape 4, 1, 28, 28 -Seed 1
/// </code>
/// <para>Standard normal values, as torch.randn(4, 1, 28, 28).</para>
/// </example>
[Cmdlet(VerbsCommon.New, "Tensor", DefaultParameterSetName = "Value")]
[OutputType(typeof(Tensor))]
public sealed class NewTensorCommand : TorchCmdlet
{
    private readonly List<object?> _piped = [];
    private bool _isPiped;

    /// <summary>A number, a boolean, an array, nested arrays of one shape, or a tensor to copy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Value")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object? Value { get; set; }

    /// <summary>Fill with zeros.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Zeros")]
    public SwitchParameter Zeros { get; set; }

    /// <summary>Fill with ones.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Ones")]
    public SwitchParameter Ones { get; set; }

    /// <summary>Fill with this value.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Full")]
    [Alias("FillValue", "fill_value")]
    public double Full { get; set; }

    /// <summary>Fill with numbers uniform in [0, 1).</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Rand")]
    public SwitchParameter Rand { get; set; }

    /// <summary>Fill with numbers of the standard normal distribution.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "RandN")]
    public SwitchParameter RandN { get; set; }

    /// <summary>An identity matrix of this many rows.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Eye")]
    [ValidateRange(0L, long.MaxValue)]
    public long Eye { get; set; }

    /// <summary>The integers from 0 up to, not including, this one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Arange")]
    public double Arange { get; set; }

    /// <summary>The dimensions, such as 4, 1, 28, 28; nothing for a scalar.</summary>
    [Parameter(ParameterSetName = "Zeros")]
    [Parameter(ParameterSetName = "Ones")]
    [Parameter(ParameterSetName = "Full")]
    [Parameter(ParameterSetName = "Rand")]
    [Parameter(ParameterSetName = "RandN")]
    [Alias("Size")]
    [AllowEmptyCollection]
    public long[] Shape { get; set; } = [];

    /// <summary>A seed for this tensor alone; without it the global generator (Set-TorchSeed) is drawn from.</summary>
    [Parameter(ParameterSetName = "Rand")]
    [Parameter(ParameterSetName = "RandN")]
    public long? Seed { get; set; }

    /// <summary>PyTorch's name of the dtype. Default: float32.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DTypeCompleter))]
    [ValidateNotNullOrEmpty]
    public string DType { get; set; } = "float32";

    /// <summary>cpu, cuda, cuda:1 or mps. Default: cpu.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    /// <summary>Make a leaf whose gradients are recorded.</summary>
    [Parameter]
    [Alias("requires_grad")]
    public SwitchParameter RequiresGrad { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        _isPiped = ParameterSetName == "Value" && !IsBound(nameof(Value));
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (_isPiped) _piped.Add(Value);
        else Write();
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (!_isPiped) return;
        Value = _piped.Count == 1 ? _piped[0] : _piped;
        Write();
    }

    private void Write()
    {
        ScalarType dtype = DTypes.Parse(DType);
        Device device = Devices.Parse(Device);
        Tensor made = ParameterSetName switch
        {
            "Value" => TensorFactory.FromData(Value, dtype, device),
            "Eye" => TensorFactory.Identity(Eye, dtype, device),
            "Arange" => TensorFactory.Range(Arange, dtype, device),
            _ => TensorFactory.Filled(Enum.Parse<Fill>(ParameterSetName), Shape, dtype, device, Full, Seed),
        };
        WriteObject(TensorFactory.WithGrad(made, RequiresGrad), false);
    }
}
