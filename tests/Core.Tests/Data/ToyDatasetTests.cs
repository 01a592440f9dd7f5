using AutogradPS.Data;
using AutogradPS.Errors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Data;

public class ToyDatasetTests
{
    public static TheoryData<string> Names => ["8Gaussians", "25Gaussians", "SwissRoll"];

    [Fact]
    public void Eight_Gaussians_lie_on_the_circle_of_the_paper()
    {
        using GaussianMixture set = GaussianMixture.EightGaussians();
        Assert.Equal(8, set.Centres.Count);
        Assert.Equal(0.02 / 1.414, set.StandardDeviation);
        Assert.All(set.Centres, centre => Assert.Equal(2 / 1.414, Math.Sqrt((centre.X * centre.X) + (centre.Y * centre.Y)), 1e-12));

        // Gulrajani's list: (1,0), (1/sqrt 2, 1/sqrt 2), ... times 2 / 1.414.
        Assert.Contains(set.Centres, centre => Math.Abs(centre.X - (Math.Sqrt(2) / 1.414)) < 1e-12 && Math.Abs(centre.Y - (Math.Sqrt(2) / 1.414)) < 1e-12);
    }

    [Fact]
    public void Twenty_five_Gaussians_lie_on_the_grid_of_the_paper()
    {
        using GaussianMixture set = GaussianMixture.TwentyFiveGaussians();
        Assert.Equal(25, set.Centres.Distinct().Count());
        Assert.Equal(0.05 / 2.828, set.StandardDeviation);
        double[] axis = [-4 / 2.828, -2 / 2.828, 0, 2 / 2.828, 4 / 2.828];
        Assert.Equal(axis, set.Centres.Select(centre => centre.X).Distinct().Order());
        Assert.Equal(axis, set.Centres.Select(centre => centre.Y).Distinct().Order());
    }

    [Theory]
    [InlineData("8Gaussians")]
    [InlineData("25Gaussians")]
    public void Every_mode_of_a_mixture_has_its_share_its_centre_and_its_spread(string name)
    {
        using GaussianMixture set = (GaussianMixture)DatasetCatalog.Open(name);
        const int count = 100_000;
        using Tensor points = set.Sample(count, 1);
        float[] flat = points.data<float>().ToArray();
        (double X, double Y)[] centres = [.. set.Centres];
        int[] counts = new int[centres.Length];
        double[] sums = new double[2 * centres.Length];
        double squares = 0;
        for (int i = 0; i < count; i++)
        {
            (double x, double y) = (flat[2 * i], flat[(2 * i) + 1]);
            int mode = Enumerable.Range(0, centres.Length).MinBy(m => Math.Pow(x - centres[m].X, 2) + Math.Pow(y - centres[m].Y, 2));
            counts[mode]++;
            sums[2 * mode] += x - centres[mode].X;
            sums[(2 * mode) + 1] += y - centres[mode].Y;
            squares += Math.Pow(x - centres[mode].X, 2) + Math.Pow(y - centres[mode].Y, 2);
        }

        double share = 1.0 / centres.Length;
        double sd = set.StandardDeviation;
        Assert.All(counts, c => Assert.Equal(share, (double)c / count, 6 * Math.Sqrt(share * (1 - share) / count)));
        Assert.All(Enumerable.Range(0, sums.Length), i => Assert.Equal(0, sums[i] / counts[i / 2], 6 * sd / Math.Sqrt(counts[i / 2])));
        Assert.Equal(sd, Math.Sqrt(squares / (2 * count)), 0.01 * sd);
    }

    [Fact]
    public void Swiss_roll_has_the_moments_of_its_formula()
    {
        using SwissRoll set = new();
        const int count = 200_000;
        using Tensor points = set.Sample(count, 2).to(ScalarType.Float64);

        // With t uniform on [a, 3a], a = 1.5 pi: E[t cos t] = (sin t * t + cos t)|/(2a), E[t sin t] = (sin t - t cos t)|/(2a),
        // E[r^2] = E[t^2] + 2 * 0.25^2 = (27a^3 - a^3) / (3 * 2a) + 0.125; all scaled.
        double a = 1.5 * Math.PI;
        double meanX = ((3 * a * Math.Sin(3 * a)) + Math.Cos(3 * a) - (a * Math.Sin(a)) - Math.Cos(a)) / (2 * a);
        double meanY = (Math.Sin(3 * a) - (3 * a * Math.Cos(3 * a)) - Math.Sin(a) + (a * Math.Cos(a))) / (2 * a);
        double square = (26 * a * a / 6) + 0.125;
        using Tensor mean = points.mean([0]);
        Assert.Equal(meanX / 7.5, mean[0].item<double>(), 0.01);
        Assert.Equal(meanY / 7.5, mean[1].item<double>(), 0.01);
        Assert.Equal(square / (7.5 * 7.5), points.square().sum(1).mean().item<double>(), 0.01);
    }

    [Fact]
    public void Swiss_roll_points_lie_on_the_spiral_up_to_its_noise()
    {
        using SwissRoll set = new();
        using Tensor points = set.Sample(5000, 3).mul(7.5);
        float[] flat = points.data<float>().ToArray();
        double total = 0;
        for (int i = 0; i < 5000; i++)
        {
            // Along the normal the noise is N(0, 0.25); the radius is t there, up to the spiral's slope.
            double radius = Math.Sqrt((flat[2 * i] * flat[2 * i]) + (flat[(2 * i) + 1] * flat[(2 * i) + 1]));
            double angle = Math.Atan2(flat[(2 * i) + 1], flat[2 * i]);
            double turns = Math.Round((radius - angle) / (2 * Math.PI));
            total += Math.Pow(radius - angle - (2 * Math.PI * turns), 2);
        }

        Assert.Equal(0.25, Math.Sqrt(total / 5000), 0.02);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_depends_on_seed_and_position_alone(string name)
    {
        using Dataset set = DatasetCatalog.Open(name);
        using IBatchReader sequential = set.Open(new BatchOptions { BatchSize = 32, Seed = 5 });
        using IBatchReader seeking = set.Open(new BatchOptions { BatchSize = 32, Seed = 5 });
        using IBatchReader other = set.Open(new BatchOptions { BatchSize = 32, Seed = 6 });
        for (int i = 0; i < 3; i++)
        {
            sequential.Next().Dispose();
        }

        Assert.Equal(3, sequential.Position);
        seeking.Position = 3;
        other.Position = 3;
        using Tensor a = sequential.Next();
        using Tensor b = seeking.Next();
        using Tensor c = other.Next();
        Assert.Equal([32, 2], a.shape);
        Assert.True(a.allclose(b, 0, 0));
        Assert.False(a.allclose(c));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluation_samples_are_not_the_training_batches(string name)
    {
        using Dataset set = DatasetCatalog.Open(name);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 32, Seed = 5 });
        using Tensor training = reader.Next();
        using Tensor evaluation = set.Sample(32, 5);
        Assert.False(training.allclose(evaluation));
        Assert.Equal("fresh draws", set.Evaluation);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Drawing_leaves_no_tensor_behind(string name)
    {
        using Dataset set = DatasetCatalog.Open(name);
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 16 });
        reader.Next().Dispose();
        LiveTensors.AssertFlat(() =>
        {
            reader.Next().Dispose();
            set.Sample(8, 1).Dispose();
        });
    }

    [Fact]
    public void Double_precision_batches_are_double()
    {
        using Dataset set = DatasetCatalog.Open("8Gaussians");
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 4, DType = ScalarType.Float64 });
        using Tensor batch = reader.Next();
        Assert.Equal(ScalarType.Float64, batch.dtype);
    }

    [Fact]
    public void A_batch_of_nothing_is_refused()
    {
        using Dataset set = DatasetCatalog.Open("8Gaussians");
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => set.Open(new BatchOptions { BatchSize = 0 }));
        Assert.Equal("BatchSizeInvalid", error.ErrorId);
    }

    [Fact]
    public void Fingerprints_tell_the_sets_apart_and_stay()
    {
        string[] prints = [.. DatasetCatalog.Names.Take(3).Select(name => DatasetCatalog.Open(name).Fingerprint)];
        Assert.Equal(3, prints.Distinct().Count());
        Assert.All(prints, print => Assert.Matches("^sha256:[0-9a-f]{64}$", print));
        Assert.Equal(prints[0], GaussianMixture.EightGaussians().Fingerprint);
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetCatalog.Open("9Gaussians"));
        Assert.Equal("DatasetNameUnknown", error.ErrorId);
        Assert.Contains("25Gaussians", error.Message, StringComparison.Ordinal);
    }
}
