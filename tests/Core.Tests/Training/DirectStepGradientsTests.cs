using AutogradPS.Networks;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using AutogradPS.Training;
using AutogradPS.Training.Direct;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

/// <summary>The fast way against autograd: the same losses, penalties and gradients; and left alone where it does not apply.</summary>
public sealed class DirectStepGradientsTests
{
    private const long Batch = 6;

    private static readonly Dictionary<string, (string[] Critic, string[] Generator, long[] Sample)> Pairs = new()
    {
        ["toy"] = (["Linear 2 16", "ReLU", "Linear 16 16", "ReLU", "Linear 16 1"], ["Linear 3 8", "ReLU", "Linear 8 2"], [2]),
        ["leaky"] = (["Linear 5 12", "LeakyReLU 0.2", "Linear 12 1"], ["Linear 3 5", "Tanh"], [5]),
        ["images"] = (["Flatten", "Linear 48 16", "LeakyReLU 0.1", "Linear 16 8", "ReLU", "Linear 8 1"], ["Linear 3 48", "Unflatten 1 3,4,4"], [3, 4, 4]),
        ["patches"] = (["Conv2d 1 6 5 -stride 2 -padding 2", "LeakyReLU 0.2", "Conv2d 6 8 3 -stride 2 -padding 1", "LeakyReLU 0.2", "Flatten", "Linear 32 1"],
            ["Linear 3 49", "Unflatten 1 1,7,7"], [1, 7, 7]),
        ["odd strides"] = (["Conv2d 2 4 (3,2) -stride (1,2) -padding (0,1)", "ReLU", "Conv2d 4 4 2", "ReLU", "Flatten", "Linear 64 5", "LeakyReLU 0.3", "Linear 5 1"],
            ["Linear 3 112", "Unflatten 1 2,7,8"], [2, 7, 8]),
        ["many channels first"] = (["Conv2d 6 5 3 -stride 2 -padding 1", "LeakyReLU 0.2", "Flatten", "Linear 45 1"], ["Linear 3 150", "Unflatten 1 6,5,5"], [6, 5, 5]),
    };

    public static TheoryData<string, PenaltyKind?> Cases()
    {
        var cases = new TheoryData<string, PenaltyKind?>();
        foreach (string pair in Pairs.Keys)
            foreach (PenaltyKind? kind in new PenaltyKind?[] { PenaltyKind.GP, PenaltyKind.LP, null }) cases.Add(pair, kind);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void CriticStepEqualsAutograds(string pair, PenaltyKind? kind)
    {
        (Network critic, Network generator, Tensor real, Tensor generated) = Make(pair, ScalarType.Float64);
        using var random = new RandomStream(3, "penalty");
        Objective objective = new("test", "", ScoreLoss.Wasserstein) { Penalty = kind };
        CriticGradients expected = new AutogradStepGradients(objective, 10, critic, generator).Critic(real, generated, random, 7);
        CriticGradients actual = DirectStepGradients.TryCreate(objective, 10, critic, generator)!.Critic(real, generated, random, 7);

        Equal(expected.Loss, actual.Loss);
        Equal(expected.RealScore, actual.RealScore);
        Equal(expected.GeneratedScore, actual.GeneratedScore);
        if (kind is not null)
        {
            Equal(expected.Penalty!, actual.Penalty!);
            Equal(expected.GradientNorms!, actual.GradientNorms!);
        }
        Assert.Equal(expected.Gradients.Length, actual.Gradients.Length);
        for (int i = 0; i < expected.Gradients.Length; i++) Equal(expected.Gradients[i], actual.Gradients[i]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GeneratorStepEqualsAutograds(string pair, PenaltyKind? kind)
    {
        (Network critic, Network generator, _, _) = Make(pair, ScalarType.Float64);
        Tensor noise = randn(Batch, 3, dtype: float64);
        Objective objective = new("test", "", ScoreLoss.Wasserstein) { Penalty = kind };
        GeneratorGradients expected = new AutogradStepGradients(objective, 10, critic, generator).Generator(noise);
        GeneratorGradients actual = DirectStepGradients.TryCreate(objective, 10, critic, generator)!.Generator(noise);
        Equal(expected.Loss, actual.Loss);
        for (int i = 0; i < expected.Gradients.Length; i++) Equal(expected.Gradients[i], actual.Gradients[i]);
    }

    [Theory]
    [InlineData("toy")]
    [InlineData("patches")]
    public void SinglePrecisionAgreesToOneInAHundredThousand(string pair)
    {
        (Network critic, Network generator, Tensor real, Tensor generated) = Make(pair, ScalarType.Float32);
        using var random = new RandomStream(3, "penalty");
        Objective objective = new("test", "", ScoreLoss.Wasserstein) { Penalty = PenaltyKind.GP };
        CriticGradients expected = new AutogradStepGradients(objective, 10, critic, generator).Critic(real, generated, random, 1);
        CriticGradients actual = DirectStepGradients.TryCreate(objective, 10, critic, generator)!.Critic(real, generated, random, 1);
        for (int i = 0; i < expected.Gradients.Length; i++) Equal(expected.Gradients[i], actual.Gradients[i], 1e-5);
    }

    [Fact]
    public void ACriticWithoutSlopeHasAFinitePenaltyGradient()
    {
        (Network critic, Network generator, Tensor real, Tensor generated) = Make("toy", ScalarType.Float64);
        using (no_grad()) foreach (var p in critic.parameters()) p.zero_();
        using var random = new RandomStream(3, "penalty");
        Objective objective = new("test", "", ScoreLoss.Wasserstein) { Penalty = PenaltyKind.GP };
        CriticGradients step = DirectStepGradients.TryCreate(objective, 10, critic, generator)!.Critic(real, generated, random, 1);
        Assert.Equal(1.0, step.Penalty!.ToDouble());
        Assert.All(step.Gradients, g => Assert.True(g.isfinite().all().ToBoolean()));
    }

    [Theory]
    [InlineData("Linear 2 8", "Tanh", "Linear 8 1")]
    [InlineData("Linear 2 8", "BatchNorm1d 8", "ReLU", "Linear 8 1")]
    [InlineData("Linear 2 8", "LayerNorm 8", "ReLU", "Linear 8 1")]
    [InlineData("Linear 2 8", "ReLU", "Linear 8 2")]
    [InlineData("Linear 2 8", "ReLU", "Linear 8 1", "ReLU")]
    [InlineData("Linear 2 8", "SiLU", "Linear 8 1")]
    [InlineData("Linear 2 8", "ReLU", "Dropout 0.5", "Linear 8 1")]
    public void OtherCriticsAreLeftToAutograd(params string[] layers)
    {
        Network critic = NetworkFactory.Create(layers, seed: 1);
        Network generator = NetworkFactory.Create(["Linear 3 2"], seed: 2);
        Objective objective = new("test", "", ScoreLoss.Wasserstein) { Penalty = PenaltyKind.GP };
        Assert.Null(DirectStepGradients.TryCreate(objective, 10, critic, generator));
        Assert.IsType<AutogradStepGradients>(StepGradients.For(objective, 10, critic, generator));
    }

    [Fact]
    public void OtherObjectivesAreLeftToAutograd()
    {
        (Network critic, Network generator, _, _) = Make("toy", ScalarType.Float32);
        Assert.Null(DirectStepGradients.TryCreate(new Objective("test", "", ScoreLoss.Hinge), 10, critic, generator));
        Assert.Null(DirectStepGradients.TryCreate(new Objective("test", "", ScoreLoss.Wasserstein) { Penalty = PenaltyKind.R1 }, 10, critic, generator));
    }

    private static (Network Critic, Network Generator, Tensor Real, Tensor Generated) Make(string pair, ScalarType dtype)
    {
        (string[] critic, string[] generator, long[] sample) = Pairs[pair];
        manual_seed(5);
        long[] shape = [Batch, .. sample];
        return (NetworkFactory.Create(critic, seed: 1, inputShape: sample, dtype: dtype), NetworkFactory.Create(generator, seed: 2, dtype: dtype),
            randn(shape, dtype), randn(shape, dtype));
    }

    private static void Equal(Tensor expected, Tensor actual, double tolerance = 1e-10)
    {
        Assert.Equal(expected.shape, actual.shape);
        double scale = Math.Max(1e-12, expected.abs().max().ToDouble());
        double difference = (expected - actual).abs().max().ToDouble();
        Assert.True(difference <= tolerance * scale, $"differs by {difference} where the largest value is {scale}");
    }
}
