using static TorchSharp.torch;

namespace AutogradPS.Objectives;

/// <summary>A penalty and the distribution of the norms behind it.</summary>
/// <param name="Kind">Which penalty.</param>
/// <param name="Penalty">The scalar to add to the critic's loss.</param>
/// <param name="Count">The number of samples.</param>
/// <param name="NormMin">The smallest norm.</param>
/// <param name="NormMedian">The median; between the two middle ones for an even number.</param>
/// <param name="NormP95">The 95th percentile, with linear interpolation.</param>
/// <param name="NormMax">The largest norm.</param>
/// <param name="NormMean">The mean.</param>
/// <param name="Norms">All of them, [Count].</param>
public sealed record GradientPenaltyReport(PenaltyKind Kind, Tensor Penalty, int Count, double NormMin, double NormMedian, double NormP95, double NormMax,
    double NormMean, Tensor Norms)
{
    /// <summary>The report of a result, whose tensors it takes over.</summary>
    public static GradientPenaltyReport Of(PenaltyKind kind, PenaltyResult result)
    {
        using Tensor host = result.Norms.to(float64, CPU);
        double[] norms = [.. host.data<double>().ToArray().Order()];
        return new GradientPenaltyReport(kind, result.Penalty, norms.Length, norms[0], Quantile(norms, 0.5), Quantile(norms, 0.95), norms[^1], norms.Average(), result.Norms);
    }

    private static double Quantile(double[] sorted, double q)
    {
        double at = q * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }
}
