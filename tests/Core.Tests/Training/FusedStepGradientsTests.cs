using System.Diagnostics;
using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Numerics;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using AutogradPS.Training;
using AutogradPS.Training.Fused;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

/// <summary>Our own products against autograd: the same losses, penalties and gradients, for any number of threads; and left alone where they do not apply.</summary>
public sealed class FusedStepGradientsTests
{
    private static readonly Dictionary<string, (string[] Critic, string[] Generator, long[] Sample)> Pairs = new()
    {
        ["toy"] = (["Linear 2 48", "ReLU", "Linear 48 40", "ReLU", "Linear 40 1"], ["Linear 3 33", "ReLU", "Linear 33 2"], [2]),
        ["leaky"] = (["Linear 5 12", "LeakyReLU 0.2", "Linear 12 1"], ["Linear 3 70", "LeakyReLU 0.1", "Linear 70 5", "Tanh"], [5]),
        ["tanh inside"] = (["Linear 4 6", "LeakyReLU 0.3", "Linear 6 1"], ["Linear 3 20", "Tanh", "Linear 20 4", "ReLU"], [4]),
        ["convolutions"] = (["Conv2d 1 32 5 -stride 2 -padding 2", "LeakyReLU 0.2", "Conv2d 32 64 5 -stride 2 -padding 2", "ReLU", "Flatten", "Linear 576 1"],
            ["Linear 3 576", "Unflatten 1 64,3,3", "ReLU", "ConvTranspose2d 64 32 5 -stride 2 -padding 2 -output_padding 1,0", "LeakyReLU 0.3", "ConvTranspose2d 32 1 5 -stride 2 -padding 2 -output_padding 0,1", "Tanh"], [1, 11, 10]),
        ["odd channels"] = (["Conv2d 3 7 3 -padding 1", "ReLU", "Conv2d 7 33 4,2 -stride 3,1 -padding 1,0", "LeakyReLU 0.1", "Flatten", "Linear 330 20", "ReLU", "Linear 20 1"],
            ["Linear 3 30", "ReLU", "Unflatten 1 5,2,3", "ConvTranspose2d 5 9 2 -stride 3", "Tanh", "Conv2d 9 3 3 -stride 1 -padding 1,0", "Tanh"], [3, 5, 6]),
        ["blocks"] = (["Conv2d 32 64 3 -padding 1", "LeakyReLU 0.1", "Conv2d 64 32 1 -stride 2", "ReLU", "Conv2d 32 32 2 -stride 3 -padding 2", "ReLU", "Flatten", "Linear 128 1"],
            ["Linear 3 480", "Unflatten 1 32,3,5"], [32, 3, 5]),
        ["flat to images"] = (["Unflatten 1 2,4,4", "Conv2d 2 32 3", "ReLU", "Flatten", "Linear 128 1"], ["Linear 3 32", "Unflatten 1 2,4,4", "Conv2d 2 2 1", "Flatten"], [32]),
        ["residual"] = (["ResidualBlock 3 32 -resample down -first", "ResidualBlock 32 32 -resample down", "ResidualBlock 32 32", "ResidualBlock 32 64", "ReLU", "AdaptiveAvgPool2d 1", "Flatten", "Linear 64 1"],
            ["Linear 3 243", "Tanh", "Unflatten 1 3,9,9"], [3, 9, 9]),
        ["residual, odd"] = (["Conv2d 2 5 3 -padding 1", "LeakyReLU 0.2", "ResidualBlock 5 5", "ResidualBlock 5 7 -resample down", "LeakyReLU 0.1", "Flatten", "Linear 28 1"],
            ["Linear 3 50", "Unflatten 1 2,5,5"], [2, 5, 5]),
        ["no biases"] = (["Linear 2 48 -bias false", "ReLU", "Linear 48 40 -bias false", "ReLU", "Linear 40 1 -bias false"], ["Linear 3 33 -bias false", "ReLU", "Linear 33 2"], [2]),
        ["convolutions, few biases"] = (["Conv2d 1 32 5 -stride 2 -padding 2 -bias false", "LeakyReLU 0.2", "Conv2d 32 64 5 -stride 2 -padding 2", "ReLU", "Flatten", "Linear 576 1 -bias false"],
            ["Linear 3 576 -bias false", "Unflatten 1 64,3,3", "ReLU", "ConvTranspose2d 64 32 5 -stride 2 -padding 2 -output_padding 1,0 -bias false", "LeakyReLU 0.3", "ConvTranspose2d 32 1 5 -stride 2 -padding 2 -output_padding 0,1", "Tanh"], [1, 11, 10]),
        ["another generator"] = (["Conv2d 2 32 3", "ReLU", "Flatten", "Linear 128 1"], ["Linear 3 32", "BatchNorm1d 32", "Sigmoid", "Unflatten 1 2,4,4"], [2, 4, 4]),
        ["images"] = (["Flatten", "Linear 48 130", "LeakyReLU 0.1", "Linear 130 8", "ReLU", "Linear 8 1"], ["Linear 3 48", "Unflatten 1 3,4,4"], [3, 4, 4]),
    };

    public static TheoryData<string, PenaltyKind?, long, int> Cases()
    {
        var cases = new TheoryData<string, PenaltyKind?, long, int>();
        foreach (string pair in Pairs.Keys)
            foreach (PenaltyKind? kind in new PenaltyKind?[] { PenaltyKind.GP, PenaltyKind.LP, null })
                foreach ((long batch, int threads) in ((long, int)[])[(1, 1), (8, 1), (21, 1), (21, 3), (64, 2)]) cases.Add(pair, kind, batch, threads);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void StepsEqualAutograds(string pair, PenaltyKind? kind, long batch, int threads)
    {
        if (!ProductKernel.IsSupported) return;
        using ThreadCountScope scope = new(threads);
        WorkerTeam.OfSize(threads).Strength.IsFixed = true;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make(pair, batch);
        using var random = new RandomStream(3, "penalty");
        Objective objective = Wasserstein(kind);
        using AutogradStepGradients general = new(objective, 10, critic, generator);
        using FusedStepGradients fused = Fused(objective, critic, generator);
        fused.SmallWork = 0; // threads for small networks too

        Tensor generated = general.Generate(noise);
        Equal(generated, fused.Generate(noise));
        CriticGradients expected = general.Critic(real, generated, random, 7, withSlopes: true), actual = fused.Critic(real, generated, random, 7, withSlopes: true);
        Equal(expected.Loss, actual.Loss);
        Equal(expected.RealScore, actual.RealScore);
        Equal(expected.GeneratedScore, actual.GeneratedScore);
        Assert.Equal(kind is null, actual.Penalty is null);
        if (kind is not null)
        {
            Equal(expected.Penalty!, actual.Penalty!);
            Equal(expected.GradientNorms!, actual.GradientNorms!);
        }
        Equal(expected.Gradients, actual.Gradients);

        CriticSlopes expectedSlopes = expected.Slopes!, actualSlopes = actual.Slopes!;
        Equal(expectedSlopes.Real, actualSlopes.Real);
        Equal(expectedSlopes.Generated, actualSlopes.Generated);

        GeneratorGradients expectedStep = general.Generator(noise), actualStep = fused.Generator(noise);
        Equal(expectedStep.Loss, actualStep.Loss);
        Equal(expectedStep.Gradients, actualStep.Gradients);
    }

    [Theory]
    [InlineData("toy")]
    [InlineData("images")]
    [InlineData("convolutions")]
    [InlineData("odd channels")]
    [InlineData("residual")]
    public void TheNumberOfThreadsChangesNoBit(string pair)
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make(pair, 27);
        string[] results = [.. ((int[])[1, 2, 3, 7]).Select(threads =>
        {
            using ThreadCountScope scope = new(threads);
            WorkerTeam.OfSize(threads).Strength.IsFixed = true;
            using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
            fused.SmallWork = 0;
            return BitsOfSteps(fused, real, noise);
        })];
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void ThreadsThatDropOutAndComeBackChangeNoBit()
    {
        if (!ProductKernel.IsSupported) return;
        string[] results = [.. ((bool[])[false, true]).Select(changing =>
        {
            (Network critic, Network generator, Tensor real, Tensor noise) = Make("toy", 27);
            using ThreadCountScope scope = new(4);
            TeamStrength strength = WorkerTeam.OfSize(4).Strength;
            using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
            fused.SmallWork = 0;
            List<string> bits = [];
            for (int step = 0; step < 12; step++)
            {
                strength.IsFixed = false;
                if (changing && step % 4 != 3) strength.See(Stopwatch.GetTimestamp(), TeamStrength.Judged, TeamStrength.Judged);
                else while (strength.Now < 4) strength.At(Stopwatch.GetTimestamp() + TeamStrength.LongestPause);
                strength.IsFixed = true;
                Assert.Equal(changing ? new[] { 2, 1, 1, 4 }[step % 4] : 4, strength.Now);
                bits.Add(BitsOfSteps(fused, real, noise));
                using (no_grad()) foreach (Tensor p in critic.parameters().Concat<Tensor>(generator.parameters())) p.mul_(0.9).add_(0.01);
            }
            return string.Join('\n', bits);
        })];
        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void WeightsMayChangeBetweenSteps()
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make("leaky", 16);
        using var random = new RandomStream(3, "penalty");
        using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
        fused.Critic(real, fused.Generate(noise), random, 1);
        using (no_grad()) foreach (Tensor p in critic.parameters().Concat<Tensor>(generator.parameters())) p.mul_(0.7).add_(0.01);
        using AutogradStepGradients general = new(Wasserstein(PenaltyKind.GP), 10, critic, generator);
        Equal(general.Generate(noise), fused.Generate(noise));
        Equal(general.Critic(real, general.Generate(noise), random, 2).Gradients, fused.Critic(real, fused.Generate(noise), random, 2).Gradients);
    }

    [Theory]
    [InlineData("toy", 50)]
    [InlineData("images", 27)]
    [InlineData("convolutions", 43)]
    [InlineData("odd channels", 40)]
    [InlineData("residual", 50)]
    public void HowTheBatchIsDividedChangesNoBit(string pair, long batch)
    {
        if (!ProductKernel.IsSupported) return;
        using ThreadCountScope scope = new(1);
        (Network critic, Network generator, Tensor real, Tensor noise) = Make(pair, batch);
        string[] results = [.. ((long[])[long.MaxValue / 4, 1, 1 << 18, 1 << 20]).Select(bytes =>
        {
            using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
            fused.PortionBytes = bytes;
            return BitsOfSteps(fused, real, noise);
        })];
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Theory]
    [InlineData("toy", 8)]
    [InlineData("leaky", 21)]
    [InlineData("convolutions", 5)]
    [InlineData("another generator", 8)]
    public void SamplesMadeAheadAreThoseOfTheirSteps(string pair, long batch)
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, _) = Make(pair, batch);
        using FusedStepGradients single = Fused(Wasserstein(PenaltyKind.GP), critic, generator), ahead = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
        using var random = new RandomStream(3, "noise");
        Tensor Noise(long step) => random.Randn(step, [batch, 3]);
        List<long> drawn = [];
        GeneratedAhead generated = new(ahead, step =>
        {
            drawn.Add(step);
            return Noise(step);
        });
        for (long step = 3; step < 10; step++)
        {
            // The generator changes before step 5.
            if (step == 5) using (no_grad()) foreach (Tensor p in generator.parameters()) p.mul_(0.9);
            Tensor samples = generated.Of(step, step < 5 ? 5 : 10);
            Assert.Equal(Convert.ToHexString(single.Generate(Noise(step)).contiguous().bytes), Convert.ToHexString(samples.contiguous().bytes));
            // The steps between take the same memory.
            ahead.Critic(real, samples, random, step);
            if (step == 4) ahead.Generator(Noise(99));
        }
        Assert.Equal([3, 4, 5, 6, 7, 8, 9], drawn);
    }

    [Fact]
    public void AfterARestTheNextStepIsTheSame()
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make("convolutions", 9);
        using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
        string before = BitsOfSteps(fused, real, noise);
        fused.Rest();
        Assert.Equal(before, BitsOfSteps(fused, real, noise));
    }

    [Fact]
    public void ACriticWithoutSlopeHasAFinitePenaltyGradient()
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make("toy", 8);
        using (no_grad()) foreach (var p in critic.parameters()) p.zero_();
        using var random = new RandomStream(3, "penalty");
        using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
        CriticGradients step = fused.Critic(real, fused.Generate(noise), random, 1);
        Assert.Equal(1.0, step.Penalty!.ToDouble());
        Assert.All(step.Gradients, g => Assert.True(g.isfinite().all().ToBoolean()));
    }

    // The last weight's gradient comes out of the one before it, divided by the weight; where that is nothing, another way.
    [Theory]
    [InlineData("toy", 1e-12)]
    [InlineData("toy", 1e-30)]
    [InlineData("toy", 0)]
    [InlineData("images", 1e-12)]
    [InlineData("images", 0)]
    [InlineData("odd channels", -1e-12)]
    public void LastWeightsMayBeNothing(string pair, double least)
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make(pair, 21);
        using (no_grad()) critic.parameters().SkipLast(1).Last()[0, TensorIndex.Slice(step: 3)] = least;
        using var random = new RandomStream(3, "penalty");
        using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
        using AutogradStepGradients general = new(Wasserstein(PenaltyKind.GP), 10, critic, generator);
        Equal(general.Critic(real, general.Generate(noise), random, 2).Gradients, fused.Critic(real, fused.Generate(noise), random, 2).Gradients);
    }

    [Fact]
    public void NotANumberIsSeen()
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make("toy", 8);
        real[3, 1] = float.NaN;
        using var random = new RandomStream(3, "penalty");
        using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
        Assert.True(float.IsNaN(fused.Critic(real, fused.Generate(noise), random, 1).Loss.ToSingle()));
    }

    [Theory]
    [InlineData("float64", "Linear 2 8", "ReLU", "Linear 8 1")]
    [InlineData("float32", "Linear 2 8", "Tanh", "Linear 8 1")]
    [InlineData("float32", "Linear 2 8", "LayerNorm 8", "ReLU", "Linear 8 1")]
    [InlineData("float32", "Linear 2 8", "ReLU", "Linear 8 1", "ReLU")]
    [InlineData("float32", "Linear 2 8", "LeakyReLU 1.5", "Linear 8 1")]
    [InlineData("float32", "Linear 2 8", "GELU", "Linear 8 1")]
    public void OtherCriticsAreLeftToTheOtherWays(string dtype, params string[] layers)
    {
        ScalarType type = DTypes.Parse(dtype);
        Network critic = NetworkFactory.Create(layers, seed: 1, dtype: type), generator = NetworkFactory.Create(["Linear 3 2"], seed: 2, dtype: type);
        Assert.Null(FusedStepGradients.TryCreate(Wasserstein(PenaltyKind.GP), 10, critic, generator));
    }

    [Theory]
    [InlineData("Conv2d 2 4 3 -groups 2", "ReLU", "Flatten", "Linear 16 1")]
    [InlineData("Conv2d 2 4 2 -dilation 2", "ReLU", "Flatten", "Linear 16 1")]
    [InlineData("Conv2d 2 4 3", "ReLU", "AvgPool2d 2", "Flatten", "Linear 4 1")]
    [InlineData("Conv2d 2 4 3", "ReLU", "Linear 2 1")]
    [InlineData("Conv2d 2 4 3", "Flatten", "ReLU", "Unflatten 1 1,4,4", "Conv2d 1 1 4", "Flatten", "Linear 1 1")]
    [InlineData("ResidualBlock 2 4 -resample down -norm layer", "ReLU", "Flatten", "Linear 16 1")]
    [InlineData("ResidualBlock 2 4 -resample up", "ReLU", "Flatten", "Linear 256 1")]
    [InlineData("ResidualBlock 2 4", "ReLU", "ReLU", "Flatten", "Linear 64 1")]
    [InlineData("ResidualBlock 2 4", "Tanh", "Flatten", "Linear 64 1")]
    [InlineData("ReLU", "Flatten", "Linear 32 8", "ReLU", "Linear 8 1")]
    public void OtherCriticsOfImagesAreLeftToTheOtherWays(params string[] layers)
    {
        if (!ProductKernel.IsSupported) return;
        Network critic = NetworkFactory.Create(layers, seed: 1), generator = NetworkFactory.Create(["Linear 3 32", "Unflatten 1 2,4,4"], seed: 2);
        Assert.Null(FusedStepGradients.TryCreate(Wasserstein(PenaltyKind.GP), 10, critic, generator));
    }

    [Theory]
    [InlineData("Linear 3 8", "BatchNorm1d 8", "ReLU", "Linear 8 2")]
    [InlineData("Linear 3 8", "Sigmoid", "Linear 8 2")]
    public void OtherGeneratorsAreLeftToAutograd(params string[] layers)
    {
        if (!ProductKernel.IsSupported) return;
        Network critic = NetworkFactory.Create(["Linear 2 8", "ReLU", "Linear 8 1"], seed: 1), generator = NetworkFactory.Create(layers, seed: 2);
        Assert.False(Fused(Wasserstein(PenaltyKind.GP), critic, generator).KnowsGenerator);
        Assert.True(Fused(Wasserstein(PenaltyKind.GP), critic, NetworkFactory.Create(["Linear 3 2"], seed: 2)).KnowsGenerator);
    }

    [Fact]
    public void SamplesOfAnotherShapeAreRefused()
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, _, Tensor noise) = Make("convolutions", 4);
        using var random = new RandomStream(3, "penalty");
        using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
        Tensor other = randn(4, 1, 20, 10);
        var refusal = Assert.Throws<AutogradPSException>(() => fused.Critic(other, other, random, 1));
        Assert.Equal("InvalidNetworkInput", refusal.ErrorId);
        Assert.Contains("[1, 20, 10]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherObjectivesAreLeftToTheOtherWays()
    {
        (Network critic, Network generator, _, _) = Make("toy", 1);
        Assert.Null(FusedStepGradients.TryCreate(new Objective("test", "", ScoreLoss.Hinge), 10, critic, generator));
        Assert.Null(FusedStepGradients.TryCreate(Wasserstein(PenaltyKind.R1), 10, critic, generator));
        Assert.Equal(ProductKernel.IsSupported, StepGradients.For(Wasserstein(PenaltyKind.GP), 10, critic, generator) is FusedStepGradients);
    }

    /// <summary>The bits of every number of two steps of each pair of networks.</summary>
    internal static IEnumerable<string> BitsOfAllPairs() => Pairs.Keys.Select(pair =>
    {
        (Network critic, Network generator, Tensor real, Tensor noise) = Make(pair, 21);
        using FusedStepGradients fused = Fused(Wasserstein(PenaltyKind.GP), critic, generator);
        return BitsOfSteps(fused, real, noise);
    });

    // Every number of a critic step and a generator step.
    private static string BitsOfSteps(FusedStepGradients fused, Tensor real, Tensor noise)
    {
        using var random = new RandomStream(3, "penalty");
        CriticGradients step = fused.Critic(real, fused.Generate(noise), random, 1, withSlopes: true);
        Tensor[] all = [.. step.Gradients, step.Loss, step.GradientNorms!, step.Slopes!.Real, step.Slopes.Generated, .. fused.Generator(noise).Gradients];
        return string.Join('|', all.Select(t => Convert.ToHexString(t.contiguous().bytes)));
    }

    private static Objective Wasserstein(PenaltyKind? kind) => new("test", "", ScoreLoss.Wasserstein) { Penalty = kind };

    private static FusedStepGradients Fused(Objective objective, Network critic, Network generator) => FusedStepGradients.TryCreate(objective, 10, critic, generator)!;

    private static (Network Critic, Network Generator, Tensor Real, Tensor Noise) Make(string pair, long batch)
    {
        (string[] critic, string[] generator, long[] sample) = Pairs[pair];
        manual_seed(5);
        return (NetworkFactory.Create(critic, seed: 1, inputShape: sample), NetworkFactory.Create(generator, seed: 2), randn([batch, .. sample]), randn(batch, 3));
    }

    private static void Equal(Tensor[] expected, Tensor[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Equal(expected[i], actual[i]);
    }

    private static void Equal(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        double scale = Math.Max(0.1, expected.abs().max().ToDouble()), difference = (expected - actual).abs().max().ToDouble();
        Assert.True(difference <= 1e-5 * scale, $"differs by {difference} where the largest value is {scale}");
    }
}
