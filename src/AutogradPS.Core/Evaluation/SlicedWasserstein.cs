using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Evaluation;

/// <summary>The sliced Wasserstein distance: the mean over random directions of the W1 distance of the projected samples.</summary>
/// <remarks>
/// Rabin et al. 2011; on a line the optimal plan matches the points in their order. For two samples that differ by a shift of length s
/// in d dimensions its expectation is s Gamma(d/2) / (sqrt(pi) Gamma((d+1)/2)), 2s/pi in the plane.
/// </remarks>
public static class SlicedWasserstein
{
    // Projected samples of 2^23 doubles take 64 MiB.
    private const long LargestBlock = 1L << 23;

    /// <summary>The distance, in the units of the data.</summary>
    /// <param name="a">Points, [n, d], n at least 1.</param>
    /// <param name="b">As many points, [n, d].</param>
    /// <param name="directions">How many random directions to average over.</param>
    /// <param name="seed">Decides the directions; the same for all comparisons that are to be compared.</param>
    public static double Distance(Tensor a, Tensor b, int directions, long seed)
    {
        SampleCheck.SameCount(a, b);
        ArgumentOutOfRangeException.ThrowIfLessThan(directions, 1);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        using RandomStream stream = new(seed, "evaluation.directions");
        Tensor axes = stream.Randn(0, [directions, a.shape[1]], dtype: ScalarType.Float64);
        axes = axes / axes.Squared().sum(1, keepdim: true).sqrt();
        (Tensor x, Tensor y) = (a.to(ScalarType.Float64, CPU).t(), b.to(ScalarType.Float64, CPU).t());
        long block = Math.Max(1, LargestBlock / a.shape[0]);
        double total = 0;
        for (long first = 0; first < directions; first += block)
        {
            using DisposeScope blockScope = NewDisposeScope();
            Tensor some = axes.narrow(0, first, Math.Min(block, directions - first));
            (Tensor sortedX, _) = some.mm(x).sort(1);
            (Tensor sortedY, _) = some.mm(y).sort(1);
            total += (sortedX - sortedY).abs().mean([1]).sum().item<double>();
        }

        return total / directions;
    }
}
