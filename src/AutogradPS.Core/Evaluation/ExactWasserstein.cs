using System.Runtime.InteropServices;
using AutogradPS.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Evaluation;

/// <summary>The exact W1 distance (Euclidean ground cost) of two samples of equal size, as an assignment problem.</summary>
/// <remarks>
/// For equal weights an optimal transport plan is a permutation (Birkhoff). The distance of two finite samples of one distribution is
/// not zero: compare it with that of a second real sample.
/// </remarks>
public static class ExactWasserstein
{
    /// <summary>The most points of a sample: beyond this the n x n costs and the O(n^3) search are out of proportion.</summary>
    public const int LargestSample = 4096;

    /// <summary>The distance, in the units of the data.</summary>
    /// <param name="a">Points, [n, d], 1 to <see cref="LargestSample"/> of them.</param>
    /// <param name="b">As many points, [n, d].</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="AutogradPSException">SampleTooLarge.</exception>
    public static double Distance(Tensor a, Tensor b, CancellationToken cancellation = default)
    {
        SampleCheck.SameCount(a, b);
        int count = (int)Math.Min(a.shape[0], int.MaxValue);
        if (count > LargestSample)
        {
            throw new AutogradPSException(
                "SampleTooLarge",
                ErrorKind.LimitsExceeded,
                $"The exact Wasserstein distance is for at most {LargestSample} points, not {count}. Use fewer, or the sliced distance.",
                count);
        }

        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor distances = cdist(
            a.to(ScalarType.Float64, CPU), b.to(ScalarType.Float64, CPU), 2, compute_mode.donot_use_mm_for_euclid_dist).contiguous();
        double[] cost = MemoryMarshal.Cast<byte, double>(distances.bytes).ToArray();
        return Assignment.Solve(cost, count, cancellation).TotalCost / count;
    }
}
