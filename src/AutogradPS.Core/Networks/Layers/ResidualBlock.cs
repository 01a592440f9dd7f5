using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>
/// The pre-activation residual block of WGAN-GP's 32x32 networks (Gulrajani et al. 2017, appendix F): norm, ReLU, 3x3 convolution,
/// twice, plus a shortcut. [N, in, H, W] to [N, out, H', W'].
/// </summary>
/// <remarks>
/// Down: mean pooling after the second convolution and after the shortcut's 1x1 one. Up: nearest-neighbour upsampling before the
/// first convolution and before the shortcut's 1x1 one. The critic's first block has no activation before its first convolution.
/// Layer norm is over [C, H, W] with a gain and a bias a channel, which is group norm with one group: no sample sees another, as
/// the gradient penalty needs it.
/// </remarks>
public sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor>? norm1, norm2, shortcut;
    private readonly nn.Module<Tensor, Tensor> conv1, conv2;
    private readonly string _resample;
    private readonly bool _first;

    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="resample">none, up or down.</param>
    /// <param name="norm">none, batch or layer.</param>
    /// <param name="first">True for the critic's first block.</param>
    /// <exception cref="ArgumentException">Another word than those.</exception>
    public ResidualBlock(long inChannels, long outChannels, string resample = "none", string norm = "none", bool first = false) : base(nameof(ResidualBlock))
    {
        if (resample is not ("none" or "up" or "down")) throw new ArgumentException($"resample is none, up or down, not '{resample}'");
        _resample = resample;
        _first = first;
        long middle = resample == "down" && !first ? inChannels : outChannels;
        norm1 = first ? null : Norm(norm, inChannels);
        conv1 = nn.Conv2d(inChannels, middle, 3L, padding: 1L);
        norm2 = Norm(norm, middle);
        conv2 = nn.Conv2d(middle, outChannels, 3L, padding: 1L);
        shortcut = inChannels == outChannels && resample == "none" ? null : nn.Conv2d(inChannels, outChannels, 1L);
        RegisterParts();
    }

    private ResidualBlock(ResidualBlock block, Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> wrap) : base(nameof(ResidualBlock))
    {
        (norm1, norm2, _resample, _first) = (block.norm1, block.norm2, block._resample, block._first);
        (conv1, conv2, shortcut) = (wrap(block.conv1), wrap(block.conv2), block.shortcut is null ? null : wrap(block.shortcut));
        RegisterParts();
    }

    /// <summary>The two convolutions of the block, and that of its shortcut where it has one.</summary>
    internal (nn.Module First, nn.Module Second, nn.Module? Shortcut) Convolutions => (conv1, conv2, shortcut);

    /// <summary>Whether a norm stands before an activation.</summary>
    internal bool HasNorm => norm1 is not null || norm2 is not null;

    /// <summary>none, up or down.</summary>
    internal string Resample => _resample;

    /// <summary>Whether it is a critic's first block, which has no activation before its first convolution.</summary>
    internal bool IsFirst => _first;

    /// <summary>Whether the convolutions have spectral norm.</summary>
    internal bool IsNormalised => conv1 is SpectralNorm;

    /// <summary>The block with spectral norm on its convolutions; the parameters are the same.</summary>
    internal ResidualBlock Normalised() => new(this, convolution => SpectralNorm.Of(convolution)!);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor h = _first ? input : Activate(norm1, input);
        h = conv1.call(_resample == "up" ? Up(h) : h);
        h = conv2.call(Activate(norm2, h));
        if (_resample == "down") h = Down(h);
        return h.Plus(Shortcut(input)).MoveToOuterDisposeScope();
    }

    private Tensor Shortcut(Tensor input) => (shortcut, _resample) switch
    {
        (null, _) => input,
        ({ } conv, "up") => conv.call(Up(input)),
        ({ } conv, "down") => _first ? conv.call(Down(input)) : Down(conv.call(input)), // the first block pools the image, which is cheaper
        ({ } conv, _) => conv.call(input),
    };

    private void RegisterParts()
    {
        foreach ((string name, nn.Module? module) in new (string, nn.Module?)[] { ("norm1", norm1), ("conv1", conv1), ("norm2", norm2), ("conv2", conv2), ("shortcut", shortcut) })
            if (module is not null) register_module(name, module);
    }

    private static Tensor Activate(nn.Module<Tensor, Tensor>? norm, Tensor h) => nn.functional.relu(norm is null ? h : norm.call(h));

    private static Tensor Up(Tensor h) => nn.functional.interpolate(h, scale_factor: [2.0, 2.0], mode: InterpolationMode.Nearest);

    private static Tensor Down(Tensor h) => nn.functional.avg_pool2d(h, 2);

    private static nn.Module<Tensor, Tensor>? Norm(string norm, long channels) => norm switch
    {
        "none" => null,
        "batch" => nn.BatchNorm2d(channels),
        "layer" => new GroupNormalisation(1, channels),
        _ => throw new ArgumentException($"norm is none, batch or layer, not '{norm}'"),
    };
}
