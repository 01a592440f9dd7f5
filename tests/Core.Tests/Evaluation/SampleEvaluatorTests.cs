using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Evaluation;

public class SampleEvaluatorTests
{
    private static readonly EvaluationOptions Quick = new() { Directions = 50, ExactCount = 200 };

    [Fact]
    public void A_perfect_generator_covers_all_modes_and_scores_like_real_data()
    {
        using GaussianMixture set = GaussianMixture.TwentyFiveGaussians();
        using Tensor samples = set.Sample(2500, 77);
        SampleQuality quality = SampleEvaluator.Measure(samples, set, Quick);
        Assert.Equal((25, 25), (quality.Modes, quality.ModeCount));

        // A point of the plane lies within 3 sd with probability 1 - exp(-4.5) = 0.98889; six standard errors are 0.0126.
        Assert.Equal(1 - Math.Exp(-4.5), quality.HighQualityShare!.Value, 0.0126);
        Assert.Equal(quality.SlicedWassersteinFloor!.Value, quality.SlicedWasserstein, 0.03);
        Assert.Equal(0, quality.MmdSquared, 0.002);
    }

    [Fact]
    public void A_collapsed_generator_covers_one_mode_and_is_far_from_the_data()
    {
        using GaussianMixture set = GaussianMixture.EightGaussians();
        (double x, double y) = set.Centres[3];
        using Tensor samples = tensor(new[] { x, y }).expand(500, 2).clone();
        SampleQuality quality = SampleEvaluator.Measure(samples, set, Quick);
        Assert.Equal((1, 8), (quality.Modes, quality.ModeCount));
        Assert.Equal(1, quality.HighQualityShare);

        // All mass goes from one corner of a regular octagon to all eight: the mean of 2R sin(k pi / 8).
        double expected = Enumerable.Range(0, 8).Average(k => 2 * (2 / 1.414) * Math.Sin(k * Math.PI / 8));
        Assert.Equal(expected, quality.Wasserstein!.Value, 0.2);
        Assert.True(quality.Wasserstein > 5 * quality.WassersteinFloor);
        Assert.True(quality.MmdSquared > 0.1);
    }

    [Theory]
    [InlineData(2.99, 1)]
    [InlineData(3.01, 0)]
    public void A_sample_is_good_within_three_standard_deviations(double deviations, double share)
    {
        using GaussianMixture set = GaussianMixture.EightGaussians();
        (double x, double y) = set.Centres[0];
        using Tensor samples = tensor(new[] { x + (deviations * set.StandardDeviation), y }).expand(10, 2).clone();
        ModeCoverage coverage = ModeCoverage.Measure(samples, set);
        Assert.Equal(share, coverage.HighQualityShare);
        Assert.Equal((int)share, coverage.Modes);
    }

    [Fact]
    public void The_protocol_says_how_the_numbers_came_about()
    {
        using GaussianMixture set = GaussianMixture.EightGaussians();
        using Tensor samples = set.Sample(300, 1);
        string protocol = SampleEvaluator.Measure(samples, set, Quick with { Seed = 9 }).Protocol;
        Assert.Contains("300 generated against 300 real samples from fresh draws of 8Gaussians, seed 9", protocol, StringComparison.Ordinal);
        Assert.Contains("SW1 over 50 random directions", protocol, StringComparison.Ordinal);
        Assert.Contains("first 200", protocol, StringComparison.Ordinal);
        Assert.Contains("within 3 sd (0.0424)", protocol, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        using SwissRoll set = new();
        using Tensor samples = set.Sample(200, 1);
        Assert.Equal(SampleEvaluator.Measure(samples, set, Quick), SampleEvaluator.Measure(samples, set, Quick));
        Assert.NotEqual(SampleEvaluator.Measure(samples, set, Quick), SampleEvaluator.Measure(samples, set, Quick with { Seed = 1 }));
    }

    [Fact]
    public void Images_are_compared_with_the_held_out_ones_and_data_without_modes_has_no_coverage()
    {
        using Tensor images = rand(60, 1, 4, 4);
        using RowDataset set = RowDataset.FromTensor(images, "images", heldOut: 20);
        using Tensor flat = rand(30, 16);
        SampleQuality quality = SampleEvaluator.Measure(flat, set, Quick);
        Assert.Equal(20, quality.SampleCount);
        Assert.Null(quality.Modes);
        Assert.Null(quality.SlicedWassersteinFloor);
        Assert.Contains("held-out rows (20 samples)", quality.Protocol, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_of_another_shape_or_with_NaN_are_refused()
    {
        using SwissRoll set = new();
        using Tensor wide = zeros(5, 3);
        using Tensor single = zeros(1, 2);
        using Tensor broken = full(5, 2, double.NaN);
        Assert.Equal("SampleShapeMismatch", Assert.Throws<AutogradPSException>(() => SampleEvaluator.Measure(wide, set)).ErrorId);
        Assert.Equal("SampleShapeMismatch", Assert.Throws<AutogradPSException>(() => SampleEvaluator.Measure(single, set)).ErrorId);
        Assert.Equal("SampleNotFinite", Assert.Throws<AutogradPSException>(() => SampleEvaluator.Measure(broken, set)).ErrorId);
    }

    [Fact]
    public void The_exact_distance_can_be_left_out()
    {
        using SwissRoll set = new();
        using Tensor samples = set.Sample(50, 1);
        SampleQuality quality = SampleEvaluator.Measure(samples, set, Quick with { ExactCount = 0 });
        Assert.Null(quality.Wasserstein);
        Assert.Contains("no exact W1", quality.Protocol, StringComparison.Ordinal);
    }

    [Fact]
    public void Measuring_leaves_no_tensor_behind()
    {
        using GaussianMixture set = GaussianMixture.EightGaussians();
        using Tensor samples = set.Sample(20, 1);
        LiveTensors.AssertFlat(() => SampleEvaluator.Measure(samples, set, Quick), times: 5);
    }
}
