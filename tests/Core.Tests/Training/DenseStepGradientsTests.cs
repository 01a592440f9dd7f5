using AutogradPS.Networks;
using AutogradPS.Numerics;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using AutogradPS.Training;
using AutogradPS.Training.Dense;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

/// <summary>Our own products against autograd: the same losses, penalties and gradients, for any number of threads; and left alone where they do not apply.</summary>
public sealed class DenseStepGradientsTests
{
    private static readonly Dictionary<string, (string[] Critic, string[] Generator, long[] Sample)> Pairs = new()
    {
        ["toy"] = (["Linear 2 48", "ReLU", "Linear 48 40", "ReLU", "Linear 40 1"], ["Linear 3 33", "ReLU", "Linear 33 2"], [2]),
        ["leaky"] = (["Linear 5 12", "LeakyReLU 0.2", "Linear 12 1"], ["Linear 3 70", "LeakyReLU 0.1", "Linear 70 5", "Tanh"], [5]),
        ["tanh inside"] = (["Linear 4 6", "LeakyReLU 0.3", "Linear 6 1"], ["Linear 3 20", "Tanh", "Linear 20 4", "ReLU"], [4]),
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
        (Network critic, Network generator, Tensor real, Tensor noise) = Make(pair, batch);
        using var random = new RandomStream(3, "penalty");
        Objective objective = Wasserstein(kind);
        using AutogradStepGradients general = new(objective, 10, critic, generator);
        using DenseStepGradients dense = Dense(objective, critic, generator);
        dense.SmallWork = 0; // threads for small networks too

        Tensor generated = general.Generate(noise);
        Equal(generated, dense.Generate(noise));
        CriticGradients expected = general.Critic(real, generated, random, 7), actual = dense.Critic(real, generated, random, 7);
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

        CriticSlopes expectedSlopes = general.Slopes(real, generated)!, actualSlopes = dense.Slopes(real, generated)!;
        Equal(expectedSlopes.Real, actualSlopes.Real);
        Equal(expectedSlopes.Generated, actualSlopes.Generated);

        GeneratorGradients expectedStep = general.Generator(noise), actualStep = dense.Generator(noise);
        Equal(expectedStep.Loss, actualStep.Loss);
        Equal(expectedStep.Gradients, actualStep.Gradients);
    }

    [Fact]
    public void TheNumberOfThreadsChangesNoBit()
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make("images", 27);
        string[] results = [.. ((int[])[1, 2, 3, 7]).Select(threads =>
        {
            using ThreadCountScope scope = new(threads);
            using DenseStepGradients dense = Dense(Wasserstein(PenaltyKind.GP), critic, generator);
            dense.SmallWork = 0;
            using var random = new RandomStream(3, "penalty");
            CriticGradients step = dense.Critic(real, dense.Generate(noise), random, 1);
            Tensor[] all = [.. step.Gradients, step.Loss, step.GradientNorms!, .. dense.Generator(noise).Gradients];
            return string.Join('|', all.Select(t => Convert.ToHexString(t.contiguous().bytes)));
        })];
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void WeightsMayChangeBetweenSteps()
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make("leaky", 16);
        using var random = new RandomStream(3, "penalty");
        using DenseStepGradients dense = Dense(Wasserstein(PenaltyKind.GP), critic, generator);
        dense.Critic(real, dense.Generate(noise), random, 1);
        using (no_grad()) foreach (Tensor p in critic.parameters().Concat<Tensor>(generator.parameters())) p.mul_(0.7).add_(0.01);
        using AutogradStepGradients general = new(Wasserstein(PenaltyKind.GP), 10, critic, generator);
        Equal(general.Generate(noise), dense.Generate(noise));
        Equal(general.Critic(real, general.Generate(noise), random, 2).Gradients, dense.Critic(real, dense.Generate(noise), random, 2).Gradients);
    }

    [Fact]
    public void ACriticWithoutSlopeHasAFinitePenaltyGradient()
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make("toy", 8);
        using (no_grad()) foreach (var p in critic.parameters()) p.zero_();
        using var random = new RandomStream(3, "penalty");
        using DenseStepGradients dense = Dense(Wasserstein(PenaltyKind.GP), critic, generator);
        CriticGradients step = dense.Critic(real, dense.Generate(noise), random, 1);
        Assert.Equal(1.0, step.Penalty!.ToDouble());
        Assert.All(step.Gradients, g => Assert.True(g.isfinite().all().ToBoolean()));
    }

    [Fact]
    public void NotANumberIsSeen()
    {
        if (!ProductKernel.IsSupported) return;
        (Network critic, Network generator, Tensor real, Tensor noise) = Make("toy", 8);
        real[3, 1] = float.NaN;
        using var random = new RandomStream(3, "penalty");
        using DenseStepGradients dense = Dense(Wasserstein(PenaltyKind.GP), critic, generator);
        Assert.True(float.IsNaN(dense.Critic(real, dense.Generate(noise), random, 1).Loss.ToSingle()));
    }

    [Theory]
    [InlineData("float64", "Linear 2 8", "ReLU", "Linear 8 1")]
    [InlineData("float32", "Linear 2 8", "Tanh", "Linear 8 1")]
    [InlineData("float32", "Linear 2 8", "LayerNorm 8", "ReLU", "Linear 8 1")]
    [InlineData("float32", "Linear 2 8", "ReLU", "Linear 8 1", "ReLU")]
    [InlineData("float32", "Linear 2 8", "LeakyReLU 1.5", "Linear 8 1")]
    [InlineData("float32", "Linear(2, 8, bias=False)", "ReLU", "Linear 8 1")]
    public void OtherCriticsAreLeftToTheOtherWays(string dtype, params string[] layers)
    {
        ScalarType type = DTypes.Parse(dtype);
        Network critic = NetworkFactory.Create(layers, seed: 1, dtype: type), generator = NetworkFactory.Create(["Linear 3 2"], seed: 2, dtype: type);
        Assert.Null(DenseStepGradients.TryCreate(Wasserstein(PenaltyKind.GP), 10, critic, generator));
    }

    [Theory]
    [InlineData("Linear 3 8", "BatchNorm1d 8", "ReLU", "Linear 8 2")]
    [InlineData("Linear 3 8", "Sigmoid", "Linear 8 2")]
    [InlineData("Linear 3 4")]
    public void OtherGeneratorsAreLeftToTheOtherWays(params string[] layers)
    {
        Network critic = NetworkFactory.Create(["Linear 2 8", "ReLU", "Linear 8 1"], seed: 1), generator = NetworkFactory.Create(layers, seed: 2);
        Assert.Null(DenseStepGradients.TryCreate(Wasserstein(PenaltyKind.GP), 10, critic, generator));
    }

    [Fact]
    public void OtherObjectivesAreLeftToTheOtherWays()
    {
        (Network critic, Network generator, _, _) = Make("toy", 1);
        Assert.Null(DenseStepGradients.TryCreate(new Objective("test", "", ScoreLoss.Hinge), 10, critic, generator));
        Assert.Null(DenseStepGradients.TryCreate(Wasserstein(PenaltyKind.R1), 10, critic, generator));
        Assert.Equal(ProductKernel.IsSupported, StepGradients.For(Wasserstein(PenaltyKind.GP), 10, critic, generator) is DenseStepGradients);
    }

    private static Objective Wasserstein(PenaltyKind? kind) => new("test", "", ScoreLoss.Wasserstein) { Penalty = kind };

    private static DenseStepGradients Dense(Objective objective, Network critic, Network generator) => DenseStepGradients.TryCreate(objective, 10, critic, generator)!;

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
