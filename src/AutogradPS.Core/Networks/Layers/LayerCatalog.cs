using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>The layers that a list can name, with PyTorch's names, parameter order and defaults.</summary>
internal static class LayerCatalog
{
    private static readonly Dictionary<string, LayerDefinition> ByName = new LayerDefinition[]
    {
        new("Linear(in_features: size, out_features: size, bias: bool = True)",
            a => nn.Linear(a.Int("in_features"), a.Int("out_features"), a.Flag("bias"))),
        new("Conv1d(in_channels: size, out_channels: size, kernel_size: size, stride: size = 1, padding: int = 0, dilation: size = 1, groups: size = 1, bias: bool = True)",
            a => nn.Conv1d(a.Int("in_channels"), a.Int("out_channels"), a.Int("kernel_size"), a.Int("stride"), a.Int("padding"), a.Int("dilation"),
                groups: a.Int("groups"), bias: a.Flag("bias"))),
        new("Conv2d(in_channels: size, out_channels: size, kernel_size: pair, stride: pair = 1, padding: padding = 0, dilation: pair = 1, groups: size = 1, bias: bool = True)",
            a => nn.Conv2d(a.Int("in_channels"), a.Int("out_channels"), a.Pair("kernel_size"), a.Pair("stride"), a.Pair("padding"), a.Pair("dilation"),
                groups: a.Int("groups"), bias: a.Flag("bias"))),
        new("ConvTranspose2d(in_channels: size, out_channels: size, kernel_size: pair, stride: pair = 1, padding: padding = 0, output_padding: padding = 0, groups: size = 1, bias: bool = True, dilation: pair = 1)",
            a => new TransposedConvolution(a)),
        new("ResidualBlock(in_channels: size, out_channels: size, resample: word = none, norm: word = none, first: bool = False)",
            a => new ResidualBlock(a.Int("in_channels"), a.Int("out_channels"), a.Word("resample"), a.Word("norm"), a.Flag("first"))),

        new("Flatten(start_dim: int = 1, end_dim: int = -1)", a => nn.Flatten(a.Int("start_dim"), a.Int("end_dim"))),
        new("Unflatten(dim: int, unflattened_size: sizes)", a => nn.Unflatten(a.Int("dim"), a.Sizes("unflattened_size"))),
        new("Identity()", _ => nn.Identity()),

        new("ReLU()", _ => nn.ReLU()),
        new("ReLU6()", _ => nn.ReLU6()),
        new("LeakyReLU(negative_slope: float = 0.01)", a => nn.LeakyReLU(a.Float("negative_slope"))),
        new("PReLU(num_parameters: size = 1, init: float = 0.25)", a => nn.PReLU(a.Int("num_parameters"), a.Float("init"))),
        new("ELU(alpha: float = 1.0)", a => nn.ELU(a.Float("alpha"))),
        new("SELU()", _ => nn.SELU()),
        new("GELU()", _ => nn.GELU()),
        new("SiLU()", _ => nn.SiLU()),
        new("Mish()", _ => nn.Mish()),
        new("Softplus(beta: float = 1.0, threshold: float = 20.0)", a => nn.Softplus(a.Float("beta"), a.Float("threshold"))),
        new("Softsign()", _ => nn.Softsign()),
        new("Sigmoid()", _ => nn.Sigmoid()),
        new("Tanh()", _ => nn.Tanh()),
        new("Hardtanh(min_val: float = -1.0, max_val: float = 1.0)", a => new Clamp(a.Float("min_val"), a.Float("max_val"))),
        new("Softmax(dim: int)", a => nn.Softmax(a.Int("dim"))),
        new("LogSoftmax(dim: int)", a => nn.LogSoftmax(a.Int("dim"))),

        new("BatchNorm1d(num_features: size, eps: float = 1e-5, momentum: float = 0.1)", a => nn.BatchNorm1d(a.Int("num_features"), a.Float("eps"), a.Float("momentum"))),
        new("BatchNorm2d(num_features: size, eps: float = 1e-5, momentum: float = 0.1)", a => nn.BatchNorm2d(a.Int("num_features"), a.Float("eps"), a.Float("momentum"))),
        new("InstanceNorm2d(num_features: size, eps: float = 1e-5)", a => nn.InstanceNorm2d(a.Int("num_features"), a.Float("eps"))),
        new("LayerNorm(normalized_shape: sizes, eps: float = 1e-5)", a => nn.LayerNorm(a.Sizes("normalized_shape"), a.Float("eps"))),
        new("GroupNorm(num_groups: size, num_channels: size, eps: float = 1e-5)", a => new GroupNormalisation(a.Int("num_groups"), a.Int("num_channels"), a.Float("eps"))),
        new("Dropout(p: float = 0.5)", a => nn.Dropout(a.Float("p"))),
        new("Dropout2d(p: float = 0.5)", a => nn.Dropout2d(a.Float("p"))),

        new("AvgPool2d(kernel_size: pair, stride: pair = None, padding: padding = 0)",
            a => nn.AvgPool2d(a.Pair("kernel_size"), a.PairOrNull("stride"), a.Pair("padding"))),
        new("MaxPool2d(kernel_size: pair, stride: pair = None, padding: padding = 0)",
            a => nn.MaxPool2d(a.Pair("kernel_size"), a.PairOrNull("stride"), a.Pair("padding"))),
        new("AdaptiveAvgPool2d(output_size: pair)", a => nn.AdaptiveAvgPool2d(a.Pair("output_size"))),
        new("Upsample(scale_factor: size)", a => nn.Upsample(scale_factor: [a.Int("scale_factor"), a.Int("scale_factor")])),
        new("PixelShuffle(upscale_factor: size)", a => nn.PixelShuffle(a.Int("upscale_factor"))),
    }.ToDictionary(d => d.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all layers.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The signatures of all layers, as the help shows them.</summary>
    public static IEnumerable<string> Signatures => ByName.Values.Select(d => d.Signature);

    /// <summary>The module of a layer.</summary>
    /// <exception cref="AutogradPSException">InvalidLayer: an unknown name or wrong values.</exception>
    public static nn.Module<Tensor, Tensor> Build(LayerText text)
    {
        if (!ByName.TryGetValue(text.Name, out LayerDefinition? definition))
            throw LayerError.At(text, ClosestName.Of(text.Name, Names) is { } near
                ? $"there is no layer '{text.Name}'; did you mean '{near}'?"
                : $"there is no layer '{text.Name}'; the layers are {string.Join(", ", Names)}");
        // TorchSharp measures a convolution's fan by views of its weight, which keep the weight's memory until they are collected.
        using var scope = NewDisposeScope();
        try
        {
            nn.Module<Tensor, Tensor> layer = definition.Build(text);
            foreach (Tensor held in layer.parameters().Concat(layer.buffers())) held.DetachFromDisposeScope();
            return !text.SpectralNorm ? layer
                : SpectralNorm.Of(layer) ?? throw LayerError.At(text, $"spectral norm is for layers with a weight matrix, and {text.Name} has none");
        }
        catch (Exception e) when (TorchError.IsTorch(e) || e is ArgumentException)
        {
            throw LayerError.At(text, TorchError.From(e).Message.TrimEnd('.'), e);
        }
    }
}
