using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>
/// ConvTranspose2d with an output padding for each dimension: TorchSharp's own module takes the first one for both. Its initial weights are
/// those of TorchSharp's module.
/// </summary>
internal sealed class TransposedConvolution : OwnLayer
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long[] _stride, _padding, _outputPadding, _dilation;
    private readonly long _groups;

    public TransposedConvolution(LayerArguments a) : base(nameof(ConvTranspose2d))
    {
        using ConvTranspose2d initial = nn.ConvTranspose2d(a.Int("in_channels"), a.Int("out_channels"), a.Pair("kernel_size"), groups: a.Int("groups"), bias: a.Flag("bias"));
        _stride = Both(a.Pair("stride"));
        _padding = Both(a.Pair("padding"));
        _outputPadding = Both(a.Pair("output_padding"));
        _dilation = Both(a.Pair("dilation"));
        _groups = a.Int("groups");
        weight = Copy(initial.weight);
        bias = initial.bias is { } b ? Copy(b) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Apply(input, weight, bias);

    /// <summary>[in, out / groups, height, width].</summary>
    internal Parameter Weight => weight;

    /// <summary>[out].</summary>
    internal Parameter? Bias => bias;

    /// <summary>[height, width].</summary>
    internal IReadOnlyList<long> Stride => _stride;

    /// <summary>[height, width].</summary>
    internal IReadOnlyList<long> Padding => _padding;

    /// <summary>[height, width].</summary>
    internal IReadOnlyList<long> OutputPadding => _outputPadding;

    /// <summary>Whether it has one group, and no gaps in its kernel.</summary>
    internal bool IsPlain => _groups == 1 && _dilation.All(d => d == 1);

    /// <summary>The convolution with given weights.</summary>
    internal Tensor Apply(Tensor input, Tensor with, Tensor? plus) =>
        nn.functional.conv_transpose2d(input, with, plus, _stride, _padding, _outputPadding, _dilation, _groups);

    private static Parameter Copy(Parameter parameter)
    {
        using Tensor values = parameter.detach();
        return new Parameter(values.clone());
    }

    private static long[] Both((long, long) pair) => [pair.Item1, pair.Item2];
}
