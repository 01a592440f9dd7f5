using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>Hardtanh: values cut off at both ends. TorchSharp 0.107's own module returns its input.</summary>
internal sealed class Clamp : nn.Module<Tensor, Tensor>
{
    private readonly Scalar _min, _max;

    /// <exception cref="ArgumentException">The ends are the wrong way round.</exception>
    public Clamp(double min, double max) : base("Hardtanh")
    {
        if (min >= max) throw new ArgumentException("min_val must be below max_val");
        (_min, _max) = (min.ToScalar(), max.ToScalar());
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.clamp(_min, _max);
}
