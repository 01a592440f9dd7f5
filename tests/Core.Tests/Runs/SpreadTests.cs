using AutogradPS.Runs;

namespace AutogradPS.Tests.Runs;

public sealed class SpreadTests
{
    [Fact]
    public void The_standard_deviation_is_that_of_a_sample()
    {
        Assert.Equal(new Spread(3, Math.Sqrt(10.0 / 4), 1, 5, 5), Spread.Of([5, 1, 2, 3, 4]));
        Assert.Equal(new Spread(7, null, 7, 7, 1), Spread.Of([double.NaN, 7]));
        Assert.Null(Spread.Of([]));
    }
}
