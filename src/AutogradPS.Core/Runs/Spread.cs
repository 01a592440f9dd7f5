namespace AutogradPS.Runs;

/// <summary>Mean and spread of one metric over several runs.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation of the sample, with n - 1; null of a single value.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value.</param>
/// <param name="Count">How many values.</param>
public sealed record Spread(double Mean, double? StandardDeviation, double Minimum, double Maximum, int Count)
{
    /// <summary>The spread of the numbers that are not NaN; null where there is none.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] numbers = [.. values.Where(value => !double.IsNaN(value))];
        if (numbers.Length == 0) return null;
        double mean = numbers.Average();
        double? deviation = numbers.Length == 1 ? null : Math.Sqrt(numbers.Sum(value => (value - mean) * (value - mean)) / (numbers.Length - 1));
        return new Spread(mean, deviation, numbers.Min(), numbers.Max(), numbers.Length);
    }

    /// <inheritdoc/>
    public override string ToString() => StandardDeviation is { } deviation ? FormattableString.Invariant($"{Mean:G4} ± {deviation:G2}") : FormattableString.Invariant($"{Mean:G4}");
}
