using AutogradPS.Errors;
using AutogradPS.Evaluation;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Evaluation;

public class DistanceTests
{
    [Fact]
    public void A_shift_in_the_plane_has_its_length_as_W1_and_two_thirds_of_it_by_pi_as_sliced_W1()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Normal(200, 2, 1);
        Tensor b = a + tensor(new[] { 3.0, -4.0 });
        Assert.Equal(5, ExactWasserstein.Distance(a, b), 1e-9);

        // E|cos| over the circle is 2/pi; its standard deviation over 10,000 directions is 5 * 0.31 / 100.
        Assert.Equal(5 * 2 / Math.PI, SlicedWasserstein.Distance(a, b, 10_000, 0), 0.08);
    }

    [Fact]
    public void A_shift_in_ten_dimensions_follows_the_formula_of_the_sphere()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Normal(100, 10, 1);
        Tensor b = a + 1.0;

        // Gamma(5) / (sqrt(pi) Gamma(5.5)) = 24 / (sqrt(pi) * 52.34277778).
        double expected = Math.Sqrt(10) * 24 / (Math.Sqrt(Math.PI) * 52.34277778);
        Assert.Equal(expected, SlicedWasserstein.Distance(a, b, 10_000, 0), 0.04 * expected);
    }

    [Fact]
    public void On_a_line_sliced_and_exact_are_the_mean_distance_of_sorted_points()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Normal(300, 1, 1);
        Tensor b = (Normal(300, 1, 2) * 2) + 1;
        double[] x = [.. a.data<double>().ToArray().Order()];
        double[] y = [.. b.data<double>().ToArray().Order()];
        double expected = x.Zip(y, (p, q) => Math.Abs(p - q)).Average();
        Assert.Equal(expected, ExactWasserstein.Distance(a, b), 1e-9);
        Assert.Equal(expected, SlicedWasserstein.Distance(a, b, 7, 3), 1e-9);
    }

    [Fact]
    public void A_sample_is_at_distance_zero_from_its_own_shuffle()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Normal(200, 3, 1);
        using RandomStream stream = new(1, "shuffle");
        Tensor shuffled = a.index_select(0, tensor(stream.Permutation(0, 200)));
        Assert.Equal(0, ExactWasserstein.Distance(a, shuffled), 1e-12);
        Assert.Equal(0, SlicedWasserstein.Distance(a, shuffled, 10, 0), 1e-12);
    }

    [Fact]
    public void Directions_follow_the_seed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Normal(50, 4, 1);
        Tensor b = Normal(50, 4, 2);
        Assert.Equal(SlicedWasserstein.Distance(a, b, 30, 5), SlicedWasserstein.Distance(a, b, 30, 5));
        Assert.NotEqual(SlicedWasserstein.Distance(a, b, 30, 5), SlicedWasserstein.Distance(a, b, 30, 6));
    }

    [Fact]
    public void Mmd_of_a_handful_of_points_is_the_sum_of_their_kernels()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = tensor(new[,] { { 0.0 }, { 1.0 } });
        Tensor b = tensor(new[,] { { 2.0 }, { 4.0 }, { 5.0 } });
        static double K(double x, double y) => Math.Exp(-(x - y) * (x - y) / (2 * 1.5 * 1.5));
        double within = K(0, 1) + ((K(2, 4) + K(2, 5) + K(4, 5)) / 3);
        double between = (K(0, 2) + K(0, 4) + K(0, 5) + K(1, 2) + K(1, 4) + K(1, 5)) / 6;
        Assert.Equal(within - (2 * between), MaximumMeanDiscrepancy.Squared(a, b, 1.5), 1e-12);
    }

    [Fact]
    public void Mmd_is_unbiased_for_equal_distributions_and_has_its_closed_form_for_a_shift()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] same = [.. Enumerable.Range(0, 40).Select(i => MaximumMeanDiscrepancy.Squared(Normal(100, 1, 2 * i), Normal(100, 1, (2 * i) + 1), 1))];
        Assert.Equal(0, same.Average(), 0.003);
        Assert.Contains(same, value => value < 0);

        // N(0,1) against N(m,1) with s = 1: 2/sqrt(3) (1 - exp(-m^2/6)).
        double expected = 2 / Math.Sqrt(3) * (1 - Math.Exp(-4 / 6.0));
        Assert.Equal(expected, MaximumMeanDiscrepancy.Squared(Normal(3000, 1, 100), Normal(3000, 1, 101) + 2, 1), 0.04);
    }

    [Fact]
    public void The_median_distance_is_that_of_different_points()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(3, MaximumMeanDiscrepancy.MedianDistance(tensor(new[,] { { 0.0 }, { 1.0 }, { 4.0 } })));
        Assert.Equal(0.5, MaximumMeanDiscrepancy.MedianDistance(tensor(new[,] { { 0.0 }, { 0.0 }, { 0.0 }, { 1.0 } })));
        Assert.Equal(1, MaximumMeanDiscrepancy.MedianDistance(zeros([5, 2])));
    }

    [Fact]
    public void Samples_that_do_not_fit_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal("SampleShapeMismatch", Assert.Throws<AutogradPSException>(() => ExactWasserstein.Distance(zeros(3, 2), zeros(4, 2))).ErrorId);
        Assert.Equal("SampleShapeMismatch", Assert.Throws<AutogradPSException>(() => SlicedWasserstein.Distance(zeros(3, 2), zeros(3, 3), 1, 0)).ErrorId);
        Assert.Equal("SampleShapeMismatch", Assert.Throws<AutogradPSException>(() => MaximumMeanDiscrepancy.Squared(zeros(3), zeros(3), 1)).ErrorId);
        Assert.Equal("SampleTooLarge", Assert.Throws<AutogradPSException>(() => ExactWasserstein.Distance(zeros(5000, 1), zeros(5000, 1))).ErrorId);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using Tensor a = Normal(20, 2, 1);
        using Tensor b = Normal(20, 2, 2);
        LiveTensors.AssertFlat(() =>
        {
            ExactWasserstein.Distance(a, b);
            SlicedWasserstein.Distance(a, b, 4, 0);
            MaximumMeanDiscrepancy.Squared(a, b, MaximumMeanDiscrepancy.MedianDistance(a));
        });
    }

    private static Tensor Normal(long count, long width, long seed)
    {
        using RandomStream stream = new(seed, "test");
        return stream.Randn(0, [count, width], dtype: ScalarType.Float64);
    }
}
