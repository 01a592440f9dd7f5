using AutogradPS.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

/// <summary>The numbers of a record: what they are, and that they are the same for any number of threads.</summary>
public sealed class StepMeasuresTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(70_001)]
    public void NormsAreDescribedAlikeOnAnyNumberOfThreads(int count)
    {
        manual_seed(1);
        Tensor norms = rand(count);
        double[] sorted = [.. norms.data<float>().ToArray().Select(value => (double)value).Order()];
        double mean = sorted.Average(), std = Math.Sqrt(sorted.Average(value => (value - mean) * (value - mean)));
        TrainingRecord[] records = [.. ((int[])[1, 2, 3]).Select(threads =>
        {
            using ThreadCountScope scope = new(threads);
            using StepMeasures measures = new();
            measures.Keep(new CriticGradients([ones(3)], tensor(1f), tensor(2f), tensor(3f), tensor(4f), norms) { Slopes = new CriticSlopes(norms, norms * 2) });
            measures.Keep(new GeneratorGradients([ones(4)], tensor(5f)));
            return measures.Read(1, 1, 0.1);
        })];
        Assert.All(records, record => Assert.Equal(records[0], record));
        TrainingRecord first = records[0];
        Assert.Equal(mean, first.GradientNormMean!.Value, 1e-6);
        Assert.Equal(std, first.GradientNormStd!.Value, 1e-6);
        Assert.Equal(sorted[0], first.GradientNormMin!.Value);
        Assert.Equal(sorted[(count - 1) / 2], first.GradientNormMedian!.Value);
        Assert.Equal(sorted[^1], first.GradientNormMax!.Value);
        Assert.Equal(2 * mean, first.GeneratedGradientNormMean!.Value, 1e-6);
        Assert.Equal(Math.Sqrt(3), first.CriticGradientNorm, 1e-6);
        Assert.Equal(2, first.GeneratorGradientNorm);
    }
}
