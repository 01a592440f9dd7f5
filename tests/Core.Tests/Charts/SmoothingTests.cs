using AutogradPS.Charts;

namespace AutogradPS.Tests.Charts;

public sealed class SmoothingTests
{
    [Fact]
    public void The_average_is_the_weighted_mean_of_what_came_before()
    {
        double[] values = [3, -1, 4, 1, -5];
        const double weight = 0.7;

        double[] smooth = Smoothing.Exponential(values, weight);

        for (int last = 0; last < values.Length; last++)
        {
            double[] weights = [.. Enumerable.Range(0, last + 1).Select(index => Math.Pow(weight, last - index))];
            double expected = weights.Zip(values, (w, v) => w * v).Sum() / weights.Sum();
            Assert.Equal(expected, smooth[last], 12);
        }
    }

    [Fact]
    public void A_constant_stays_a_constant_from_the_first_value_on() =>
        Assert.All(Smoothing.Exponential([.. Enumerable.Repeat(2.5, 100)], 0.99), value => Assert.Equal(2.5, value, 12));

    [Fact]
    public void No_weight_changes_nothing() => Assert.Equal([1.0, -2, 7], Smoothing.Exponential([1, -2, 7], 0));

    [Fact]
    public void What_is_not_finite_is_a_gap_and_spoils_nothing()
    {
        double[] smooth = Smoothing.Exponential([1, double.NaN, double.PositiveInfinity, 3], 0.5);
        Assert.True(double.IsNaN(smooth[1]) && double.IsNaN(smooth[2]));
        Assert.Equal(Smoothing.Exponential([1, 3], 0.5)[1], smooth[3]);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    public void A_weight_outside_of_0_to_1_is_refused(double weight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Smoothing.Exponential([1], weight));
}
