using System.Globalization;
using AutogradPS.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Evaluation;

/// <summary>How many modes of a mixture a generator found, and how many of its samples are good.</summary>
/// <remarks>
/// The protocol of PacGAN (Lin et al. 2018, arXiv 1712.04086), section 4.1: a sample is good when it lies within three standard deviations
/// of the nearest centre; a mode is covered when at least one good sample is nearest to it.
/// </remarks>
/// <param name="Modes">The modes that are covered.</param>
/// <param name="ModeCount">The modes of the mixture.</param>
/// <param name="HighQualityShare">The share of good samples, 0 to 1.</param>
public sealed record ModeCoverage(int Modes, int ModeCount, double HighQualityShare)
{
    /// <summary>How far from a centre a good sample may lie, in standard deviations.</summary>
    public const double Radius = 3;

    /// <summary>Counts the modes and good samples among points.</summary>
    /// <param name="points">Points of the plane, [n, 2].</param>
    /// <param name="mixture">The mixture they should come from.</param>
    public static ModeCoverage Measure(Tensor points, GaussianMixture mixture)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(mixture);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        double[] flat = [.. mixture.Centres.SelectMany(centre => new[] { centre.X, centre.Y })];
        Tensor centres = tensor(flat, [mixture.Centres.Count, 2]);
        (Tensor distance, Tensor nearest) = cdist(points.to(ScalarType.Float64, CPU), centres, 2, compute_mode.donot_use_mm_for_euclid_dist).min(1);
        using Scalar radius = (Radius * mixture.StandardDeviation).ToScalar();
        Tensor good = distance.le(radius);
        int modes = nearest.masked_select(good).data<long>().ToArray().Distinct().Count();
        return new ModeCoverage(modes, mixture.Centres.Count, good.to(ScalarType.Float64).mean().item<double>());
    }

    /// <summary>The rule in words, for a report.</summary>
    public static string Protocol(GaussianMixture mixture)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"good = within {Radius:0} sd ({Radius * mixture.StandardDeviation:0.####}) of the nearest centre, a mode is covered by at least one good sample (PacGAN)");
    }
}
