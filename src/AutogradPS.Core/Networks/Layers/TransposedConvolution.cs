using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>
/// ConvTranspose2d with an output padding for each dimension: TorchSharp's own module takes the first one for both. Its weights, and
/// their initial values, are those of TorchSharp's module.
/// </summary>
internal sealed class TransposedConvolution : nn.Module<Tensor, Tensor>
{
    private readonly ConvTranspose2d _weights; // keeps alive what it made
    private readonly long[] _stride, _padding, _outputPadding, _dilation;
    private readonly long _groups;

    public TransposedConvolution(LayerArguments a) : base(nameof(ConvTranspose2d))
    {
        _weights = nn.ConvTranspose2d(a.Int("in_channels"), a.Int("out_channels"), a.Pair("kernel_size"), groups: a.Int("groups"), bias: a.Flag("bias"));
        _stride = Both(a.Pair("stride"));
        _padding = Both(a.Pair("padding"));
        _outputPadding = Both(a.Pair("output_padding"));
        _dilation = Both(a.Pair("dilation"));
        _groups = a.Int("groups");
        register_parameter("weight", _weights.weight);
        if (_weights.bias is { } bias) register_parameter("bias", bias);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        nn.functional.conv_transpose2d(input, get_parameter("weight")!, get_parameter("bias"), _stride, _padding, _outputPadding, _dilation, _groups);

    private static long[] Both((long, long) pair) => [pair.Item1, pair.Item2];
}
