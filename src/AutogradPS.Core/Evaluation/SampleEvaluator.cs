using System.Globalization;
using AutogradPS.Data;
using AutogradPS.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Evaluation;

/// <summary>Measures generated samples against a data set.</summary>
public static class SampleEvaluator
{
    /// <summary>Compares samples with as many real ones, drawn from the set's evaluation samples.</summary>
    /// <param name="samples">Generated samples, [n, *SampleShape] or flattened; where the set has fewer than n, its number of them is used.</param>
    /// <param name="dataset">The data the generator was to learn.</param>
    /// <param name="options">How to compare.</param>
    /// <param name="cancellation">Stops the exact distance.</param>
    /// <exception cref="AutogradPSException">SampleShapeMismatch, SampleNotFinite, EvaluationTooSmall, SampleTooLarge.</exception>
    public static SampleQuality Measure(
        Tensor samples, Dataset dataset, EvaluationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new EvaluationOptions();
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor generated = SampleCheck.Rows(samples, dataset);
        (Tensor real, Tensor? second) = DrawReal(dataset, generated.shape[0], options.Seed);
        long count = real.shape[0];
        generated = generated.narrow(0, 0, count);
        double bandwidth = MaximumMeanDiscrepancy.MedianDistance(real);
        Scores scores = Compare(generated, real, bandwidth, options, cancellation);
        Scores? floor = second is null ? null : Compare(second, real, bandwidth, options, cancellation);
        GaussianMixture? mixture = dataset as GaussianMixture;
        ModeCoverage? coverage = mixture is null ? null : ModeCoverage.Measure(generated, mixture);
        return new SampleQuality
        {
            Dataset = dataset.Name,
            SampleCount = count,
            SlicedWasserstein = scores.Sliced,
            SlicedWassersteinFloor = floor?.Sliced,
            Wasserstein = scores.Exact,
            WassersteinFloor = floor?.Exact,
            MmdSquared = scores.Mmd,
            MmdSquaredFloor = floor?.Mmd,
            Modes = coverage?.Modes,
            ModeCount = coverage?.ModeCount,
            HighQualityShare = coverage?.HighQualityShare,
            Protocol = Describe(count, dataset, bandwidth, options) + (mixture is null ? "" : "; " + ModeCoverage.Protocol(mixture)),
        };
    }

    // Twice as many as needed where there are enough, so that real data can be compared with itself.
    private static (Tensor Real, Tensor? Second) DrawReal(Dataset dataset, long wanted, long seed)
    {
        long available = dataset is RowDataset rows ? rows.EvaluationCount : long.MaxValue;
        long count = Math.Min(wanted, available);
        if (count < 2)
        {
            throw new AutogradPSException(
                "EvaluationTooSmall",
                ErrorKind.InvalidData,
                $"'{dataset.Name}' has {available} samples for evaluation; at least 2 are needed. Hold out more (Get-WganDataset -HeldOut).",
                dataset);
        }

        bool twice = available >= 2 * count;
        Tensor drawn = dataset.Sample(twice ? 2 * count : count, seed).to(ScalarType.Float64).flatten(1);
        return (drawn.narrow(0, 0, count), twice ? drawn.narrow(0, count, count) : null);
    }

    private static Scores Compare(Tensor a, Tensor real, double bandwidth, EvaluationOptions options, CancellationToken cancellation)
    {
        long exact = ExactCount(a.shape[0], options);
        return new Scores(
            SlicedWasserstein.Distance(a, real, options.Directions, options.Seed),
            exact == 0 ? null : ExactWasserstein.Distance(a.narrow(0, 0, exact), real.narrow(0, 0, exact), cancellation),
            MaximumMeanDiscrepancy.Squared(a, real, bandwidth));
    }

    private static long ExactCount(long count, EvaluationOptions options) => Math.Min(count, options.ExactCount);

    private static string Describe(long count, Dataset dataset, double bandwidth, EvaluationOptions options)
    {
        long exact = ExactCount(count, options);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} generated against {count:N0} real samples from {dataset.Evaluation} of {dataset.Name}, seed {options.Seed}; SW1 over {options.Directions} random directions; "
            + $"{(exact == 0 ? "no exact W1" : $"exact W1 (Euclidean) of the first {exact:N0}")}; unbiased MMD^2, Gaussian kernel, bandwidth {bandwidth:G4} (median distance of the real samples)");
    }

    private sealed record Scores(double Sliced, double? Exact, double Mmd);
}
