using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Evaluation;

/// <summary>The squared maximum mean discrepancy with a Gaussian kernel, k(x, y) = exp(-|x - y|^2 / (2 s^2)).</summary>
/// <remarks>
/// The unbiased estimator of Gretton et al. (JMLR 13, 2012, lemma 6): its expectation is zero for samples of one distribution, so it
/// may come out slightly negative.
/// </remarks>
public static class MaximumMeanDiscrepancy
{
    private const long BandwidthSample = 2000;

    /// <summary>The unbiased estimate of the squared discrepancy, between -1 and 2.</summary>
    /// <param name="a">Points, [n, d], n at least 2.</param>
    /// <param name="b">Points, [m, d], m at least 2.</param>
    /// <param name="bandwidth">The kernel's s, positive.</param>
    public static double Squared(Tensor a, Tensor b, double bandwidth)
    {
        SampleCheck.SameWidth(a, b);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bandwidth);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        (Tensor x, Tensor y) = (a.to(ScalarType.Float64, CPU), b.to(ScalarType.Float64, CPU));
        return MeanOfPairs(x, bandwidth) + MeanOfPairs(y, bandwidth) - (2 * Kernel(x, y, bandwidth).mean().item<double>());
    }

    /// <summary>
    /// The median heuristic for a bandwidth: the median distance of two different points (the first 2,000); the mean distance
    /// where more than half the points coincide; 1 where all do.
    /// </summary>
    /// <remarks>Taken of the real sample alone, so that all generators are measured with one kernel.</remarks>
    public static double MedianDistance(Tensor points)
    {
        SampleCheck.SameWidth(points, points);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor head = points.narrow(0, 0, Math.Min(BandwidthSample, points.shape[0])).to(ScalarType.Float64, CPU);
        Tensor distances = cdist(head, head, 2, compute_mode.donot_use_mm_for_euclid_dist);
        Tensor pairs = distances.masked_select(ones_like(distances, ScalarType.Bool).triu(1));
        double median = pairs.numel() > 0 ? pairs.median().item<double>() : 0;
        double mean = pairs.numel() > 0 ? pairs.mean().item<double>() : 0;
        return median > 0 ? median : mean > 0 ? mean : 1;
    }

    // The mean of the kernel over pairs of different points of one sample.
    private static double MeanOfPairs(Tensor points, double bandwidth)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor kernel = Kernel(points, points, bandwidth);
        double count = points.shape[0];
        return (kernel.sum().item<double>() - kernel.trace().item<double>()) / (count * (count - 1));
    }

    private static Tensor Kernel(Tensor x, Tensor y, double bandwidth)
    {
        using Scalar scale = (-1 / (2 * bandwidth * bandwidth)).ToScalar();
        using DisposeScope scope = NewDisposeScope();
        return cdist(x, y).Squared().mul_(scale).exp_().MoveToOuterDisposeScope();
    }
}
