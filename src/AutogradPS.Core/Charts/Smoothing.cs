namespace AutogradPS.Charts;

/// <summary>Exponential smoothing as TensorBoard draws it.</summary>
public static class Smoothing
{
    /// <summary>
    /// The bias-corrected exponential moving average: s_n = w s_(n-1) + (1 - w) y_n with s_0 = 0, shown as
    /// s_n / (1 - w^n). The first value is therefore the first number itself and not drawn towards zero.
    /// </summary>
    /// <param name="values">The numbers. Those that are not finite are gaps: they come out as NaN and leave the average as it is.</param>
    /// <param name="weight">How much of the past stays: 0 changes nothing, 0.99 is very smooth; less than 1.</param>
    public static double[] Exponential(IReadOnlyList<double> values, double weight)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(weight, 1);
        double[] smooth = new double[values.Count];
        double average = 0, bias = 1;
        for (int index = 0; index < smooth.Length; index++)
        {
            if (!double.IsFinite(values[index]))
            {
                smooth[index] = double.NaN;
                continue;
            }
            average = weight * average + (1 - weight) * values[index];
            bias *= weight;
            smooth[index] = average / (1 - bias);
        }
        return smooth;
    }
}
