using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>The Swiss roll of WGAN-GP's toy code: axes 0 and 2 of scikit-learn's make_swiss_roll, noise 0.25, divided by 7.5.</summary>
/// <remarks>make_swiss_roll (Marsland 2014): t = 1.5 pi (1 + 2u), u uniform; (t cos t, t sin t) + N(0, 0.25^2).</remarks>
public sealed class SwissRoll : PointDistribution
{
    /// <summary>The standard deviation of the noise, before the scaling.</summary>
    public const double Noise = 0.25;

    /// <summary>What all coordinates are divided by.</summary>
    public const double Scale = 7.5;

    /// <inheritdoc/>
    public override string Name => "SwissRoll";

    /// <inheritdoc/>
    protected override string Parameters => "SwissRoll noise=0.25 scale=7.5";

    /// <inheritdoc/>
    protected override Tensor Draw(long count, Generator generator, ScalarType dtype, Tensor? constants)
    {
        Tensor t = empty([count], dtype: dtype, device: generator.device).uniform_(1.5 * Math.PI, 4.5 * Math.PI, generator);
        Tensor noise = empty([count, 2], dtype: dtype, device: generator.device).normal_(0, Noise, generator);
        using Scalar scale = Scale.ToScalar();
        return stack([t * t.cos(), t * t.sin()], 1).PlusInPlace(noise).div_(scale);
    }
}
