using System.Globalization;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>An even mixture of round Gaussians in the plane.</summary>
/// <remarks>
/// <see cref="EightGaussians"/> and <see cref="TwentyFiveGaussians"/> are those of the toy code of WGAN-GP
/// (Gulrajani et al. 2017, arXiv 1704.00028), scaling included.
/// </remarks>
public sealed class GaussianMixture : PointDistribution
{
    private readonly double[] flatCentres;

    /// <summary>A mixture with a mode of standard deviation <paramref name="standardDeviation"/> at each of the centres.</summary>
    public GaussianMixture(string name, IEnumerable<(double X, double Y)> centres, double standardDeviation)
    {
        Name = name;
        Centres = [.. centres];
        StandardDeviation = standardDeviation;
        ArgumentOutOfRangeException.ThrowIfZero(Centres.Count, nameof(centres));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(standardDeviation);
        flatCentres = [.. Centres.SelectMany(centre => new[] { centre.X, centre.Y })];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>The centres of the modes, scaling applied.</summary>
    public IReadOnlyList<(double X, double Y)> Centres { get; }

    /// <summary>The standard deviation of a mode along each axis, scaling applied.</summary>
    public double StandardDeviation { get; }

    /// <inheritdoc/>
    protected override string Parameters => string.Create(
        CultureInfo.InvariantCulture,
        $"GaussianMixture sd={StandardDeviation:R} centres={string.Join(';', Centres.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.X:R},{c.Y:R}")))}");

    /// <summary>Eight modes on a circle of radius 2, sd 0.02, all divided by 1.414.</summary>
    public static GaussianMixture EightGaussians()
    {
        const double scale = 1.414;
        IEnumerable<(double X, double Y)> circle = Enumerable.Range(0, 8)
            .Select(i => i * Math.PI / 4)
            .Select(angle => (2 * Math.Cos(angle) / scale, 2 * Math.Sin(angle) / scale));
        return new GaussianMixture("8Gaussians", circle, 0.02 / scale);
    }

    /// <summary>Twenty-five modes on the grid {-4, -2, 0, 2, 4}^2, sd 0.05, all divided by 2.828.</summary>
    public static GaussianMixture TwentyFiveGaussians()
    {
        const double scale = 2.828;
        IEnumerable<(double X, double Y)> grid =
            from x in Enumerable.Range(-2, 5)
            from y in Enumerable.Range(-2, 5)
            select (2 * x / scale, 2 * y / scale);
        return new GaussianMixture("25Gaussians", grid, 0.05 / scale);
    }

    /// <summary>The centres.</summary>
    protected override Tensor Constants(ScalarType dtype, Device device)
    {
        using Tensor centres = tensor(flatCentres, [Centres.Count, 2]);
        return centres.to(dtype, device);
    }

    /// <inheritdoc/>
    protected override Tensor Draw(long count, Generator generator, ScalarType dtype, Tensor? constants)
    {
        Tensor mode = randint(0, Centres.Count, [count], dtype: ScalarType.Int64, device: generator.device, generator: generator);
        Tensor noise = empty([count, 2], dtype: dtype, device: generator.device).normal_(0, StandardDeviation, generator);
        return constants!.index_select(0, mode).PlusInPlace(noise);
    }
}
