using AutogradPS.Autograd;
using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Objectives;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Objectives;

/// <summary>Closed forms, and each defect of well-known code as a critic that such code gets wrong.</summary>
public class GradientPenaltyTests
{
    private static readonly PenaltyOptions Plain = new() { Lambda = 1 };

    private static double[] Values(Tensor t) => [.. t.detach().to(float64).flatten().data<double>().ToArray()];

    private static double Value(Tensor t) => Values(t)[0];

    private static void Near(double expected, double actual, double tolerance = 1e-9) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{actual}, not {expected}");

    private static Tensor Weights(params double[] values) => tensor(values, requires_grad: true);

    private static PenaltyResult Of(Func<Tensor, Tensor> critic, Tensor real, Tensor? generated, PenaltyOptions options) =>
        GradientPenalty.Compute(critic, real, generated, options);

    [Fact]
    public void ALinearCriticHasThePenaltyAndTheGradientOfTheClosedForm()
    {
        // D(x) = w.x: GP = (|w| - 1)^2, dGP/dw = 2 (|w| - 1) w / |w|
        Tensor w = Weights(3, 4);
        using PenaltyResult result = Of(x => x.mv(w), randn(5, 2, float64), randn(5, 2, float64), Plain);
        Near(16, Value(result.Penalty));
        Assert.All(Values(result.Norms), n => Near(5, n));
        double[] g = Values(Gradient.Compute([result.Penalty], [w])[0]!);
        Near(2 * 4 * 0.6, g[0]);
        Near(2 * 4 * 0.8, g[1]);
    }

    [Fact]
    public void AZeroGradientGivesFiniteWeightGradients()
    {
        Tensor w = Weights(0, 0);
        foreach (PenaltyKind kind in Enum.GetValues<PenaltyKind>())
        {
            using PenaltyResult result = Of(x => x.mv(w), ones(3, 2, float64), zeros(3, 2, float64), Plain with { Kind = kind });
            Near(kind is PenaltyKind.GP or PenaltyKind.Dragan ? 1 : 0, Value(result.Penalty));
            Assert.Equal([0.0, 0.0], Values(Gradient.Compute([result.Penalty], [w])[0]!));
        }
    }

    [Fact]
    public void OneSampleWithoutGradientDoesNotSpoilTheOthers()
    {
        // relu(w.x) is flat at the second sample
        Tensor w = Weights(3, 4);
        using PenaltyResult result = Of(x => x.mv(w).relu(), tensor(new double[,] { { 1, 1 }, { -1, -1 } }), tensor(new double[,] { { 1, 1 }, { -1, -1 } }), Plain);
        Assert.Equal([5.0, 0.0], Values(result.Norms));
        Near((16 + 1) / 2.0, Value(result.Penalty));
        double[] g = Values(Gradient.Compute([result.Penalty], [w])[0]!);
        Near(2 * 4 * 0.6 / 2, g[0]);
        Near(2 * 4 * 0.8 / 2, g[1]);
    }

    [Fact]
    public void TheNormOfAnImageIsOverAllOfItsDimensions()
    {
        // D(x) = sum of all pixels: |g| = sqrt(C H W). A norm over the channels alone gives sqrt(C).
        using PenaltyResult result = Of(x => x.sum([1, 2, 3]), zeros(2, 3, 4, 5, float64), ones(2, 3, 4, 5, float64), Plain);
        Assert.All(Values(result.Norms), n => Near(Math.Sqrt(60), n));
        Near(Math.Pow(Math.Sqrt(60) - 1, 2), Value(result.Penalty));
    }

    [Fact]
    public void TheNormIsOneASampleNotOneABatch()
    {
        // D(x_i) = i x_i: norms 0, 1, 2. One norm for the batch would be sqrt(5).
        Tensor slope = arange(3, dtype: float64).unsqueeze(1);
        using PenaltyResult result = Of(x => x * slope, zeros(3, 1, float64), ones(3, 1, float64), Plain);
        Assert.Equal([0.0, 1.0, 2.0], Values(result.Norms));
        Near(2.0 / 3, Value(result.Penalty));
    }

    [Fact]
    public void EverySampleHasAnEpsilonOfItsOwnAndEveryPixelOfASampleTheSame()
    {
        using Generator generator = new(1);
        Tensor epsilon = PenaltyPoints.Of(PenaltyKind.GP, ones(4, 3, 2, 2, float64), zeros(4, 3, 2, 2, float64), generator).reshape(4, -1);
        Assert.Equal(4, Values(epsilon[.., 0]).Distinct().Count());
        Assert.True((epsilon == epsilon[.., 0].unsqueeze(1)).all().item<bool>());
        Assert.All(Values(epsilon), e => Assert.InRange(e, 0, 1));
    }

    [Fact]
    public void TheSameSeedGivesTheSamePointsAndLeavesTheGlobalGeneratorAlone()
    {
        manual_seed(3);
        double expected = Value(rand(1));
        manual_seed(3);
        Tensor Points(ulong seed)
        {
            using Generator generator = new(seed);
            return PenaltyPoints.Of(PenaltyKind.GP, ones(4, 1), zeros(4, 1), generator);
        }
        Assert.Equal(Values(Points(7)), Values(Points(7)));
        Assert.NotEqual(Values(Points(7)), Values(Points(8)));
        Assert.Equal(expected, Value(rand(1)));
    }

    [Theory]
    [InlineData("mlp", new long[] { 2 })]
    [InlineData("dcgan", new long[] { 1, 12, 12 })]
    [InlineData("resnet", new long[] { 3, 32, 32 })]
    public void ThePenaltyMovesEveryWeightOfTheCritic(string architecture, long[] shape)
    {
        using Network critic = NetworkFactory.Create(
            Architectures.CriticLayers(architecture, new ArchitectureSettings { SampleShape = shape, HiddenSize = 8, CriticLayerNorm = true }), seed: 1);
        using PenaltyResult result = Of(critic.call, randn([4, .. shape]), randn([4, .. shape]), new PenaltyOptions());
        (string name, TorchSharp.Modules.Parameter parameter)[] weights = [.. critic.named_parameters().Where(p => p.name.EndsWith("weight", StringComparison.Ordinal))];
        Tensor?[] gradients = Gradient.Compute([result.Penalty], [.. weights.Select(w => w.parameter)], new GradOptions { AllowUnused = true });
        for (int i = 0; i < weights.Length; i++)
            Assert.True(gradients[i] is { } g && g.abs().sum().item<float>() > 0, weights[i].name);
    }

    [Fact]
    public void GeneratedSamplesAreCutOffFromTheirGenerator()
    {
        Tensor w = Weights(3, 4), z = Weights(1, 1);
        Tensor generated = z.unsqueeze(0) * ones(3, 2, float64);
        using PenaltyResult result = Of(x => (x * x).mv(w), zeros(3, 2, float64), generated, Plain);
        Assert.Null(Gradient.Compute([result.Penalty], [z], new GradOptions { AllowUnused = true })[0]);
    }

    [Theory]
    [InlineData(PenaltyKind.GP, 16.0)]
    [InlineData(PenaltyKind.LP, 16.0)]
    [InlineData(PenaltyKind.R1, 12.5)]
    [InlineData(PenaltyKind.R2, 12.5)]
    [InlineData(PenaltyKind.Dragan, 16.0)]
    [InlineData(PenaltyKind.Div, 15625.0)]
    public void EveryPenaltyHasItsPapersValue(PenaltyKind kind, double expected)
    {
        Tensor w = Weights(3, 4);
        using PenaltyResult result = Of(x => x.mv(w), randn(5, 2, float64), randn(5, 2, float64), Plain with { Kind = kind });
        Near(expected, Value(result.Penalty));
    }

    [Theory]
    [InlineData(PenaltyKind.GP, 10 * 0.25)]
    [InlineData(PenaltyKind.LP, 0)]
    [InlineData(PenaltyKind.R1, 5 * 0.25)]
    [InlineData(PenaltyKind.Div, 2 * 0.015625)]
    public void DefaultsAreThoseOfThePapersAndTheOneSidedPenaltyLeavesSmallSlopesAlone(PenaltyKind kind, double expected)
    {
        Tensor w = Weights(0.3, 0.4);
        using PenaltyResult result = Of(x => x.mv(w), randn(5, 2, float64), randn(5, 2, float64), new PenaltyOptions { Kind = kind });
        Near(expected, Value(result.Penalty));
    }

    [Fact]
    public void R1LooksAtRealSamplesAndR2AtGeneratedOnes()
    {
        // D(x) = x^2 / 2: |g(x)| = |x|
        Tensor real = full([2, 1], 3.0, float64), generated = full([2, 1], 5.0, float64);
        static Tensor Critic(Tensor x) => x * x / 2;
        Near(4.5, Value(Of(Critic, real, null, Plain with { Kind = PenaltyKind.R1 }).Penalty));
        Near(12.5, Value(Of(Critic, real, generated, Plain with { Kind = PenaltyKind.R2 }).Penalty));
    }

    [Fact]
    public void DraganStaysWithinHalfAStandardDeviationAboveTheRealSamples()
    {
        Tensor real = tensor(new double[,] { { 0, 4 }, { 8, 4 } });
        double half = 0.5 * Math.Sqrt(8);
        Tensor offset = PenaltyPoints.Of(PenaltyKind.Dragan, real, null) - real;
        Assert.All(Values(offset), o => Assert.InRange(o, 0, half));
        Assert.Equal(4, Values(offset).Distinct().Count());
    }

    [Fact]
    public void CenterMovesTheTarget() =>
        Near(9, Value(Of(x => x.mv(Weights(3, 4)), randn(5, 2, float64), randn(5, 2, float64), Plain with { Center = 2 }).Penalty));

    [Fact]
    public void TwelveTimesTheBatchLeavesThePenaltyAsItWas()
    {
        Tensor w = Weights(3, 4);
        foreach (int n in new[] { 1, 12 }) Near(16, Value(Of(x => x.mv(w).unsqueeze(1), randn(n, 2, float64), randn(n, 2, float64), Plain).Penalty));
    }

    [Fact]
    public void ThePenaltyWorksWithinNoGrad()
    {
        using var quiet = no_grad();
        Tensor w = Weights(3, 4);
        Assert.True(Of(x => x.mv(w), randn(5, 2, float64), randn(5, 2, float64), Plain).Penalty.requires_grad);
    }

    [Fact]
    public void ACriticThatAveragesItsScoresIsRefused() => Refused("CriticOutputShape", x => x.sum(1).mean(), ones(3, 2), zeros(3, 2));

    [Fact]
    public void ACriticWithoutGraphIsRefused() => Refused("RequiresGradMissing", x => x.detach().sum(1), ones(3, 2), zeros(3, 2));

    [Fact]
    public void BatchesOfDifferentShapesAreRefused() => Refused("SampleShapeMismatch", x => x.sum(1), ones(3, 2), zeros(4, 2));

    [Fact]
    public void IntegersAreRefused() => Refused("InvalidSamples", x => x.sum(1), ones(3, 2, int64), zeros(3, 2, int64));

    [Fact]
    public void AnEmptyBatchIsRefused() => Refused("InvalidSamples", x => x.sum(1), ones(0, 2), zeros(0, 2));

    [Fact]
    public void MissingGeneratedSamplesAreRefused() => Refused("GeneratedMissing", x => x.sum(1), ones(3, 2), null);

    [Theory]
    [InlineData(-1, 1, 6)]
    [InlineData(double.NaN, 1, 6)]
    [InlineData(1, -1, 6)]
    [InlineData(1, 1, 1)]
    public void SenselessNumbersAreRefused(double lambda, double center, double power) =>
        Refused("InvalidPenalty", x => x.sum(1), ones(3, 2), zeros(3, 2), new PenaltyOptions { Lambda = lambda, Center = center, Power = power });

    [Fact]
    public void NoTensorIsLeftBehind()
    {
        using Network critic = NetworkFactory.Create(["Linear 2 8", "ReLU", "Linear 8 1"]);
        using Tensor real = randn(4, 2), generated = randn(4, 2);
        using Generator generator = new(1);
        foreach (PenaltyKind kind in Enum.GetValues<PenaltyKind>())
            LiveTensors.AssertFlat(() => Of(critic.call, real, generated, new PenaltyOptions { Kind = kind, Generator = generator }).Dispose());
    }

    private static void Refused(string id, Func<Tensor, Tensor> critic, Tensor real, Tensor? generated, PenaltyOptions? options = null) =>
        Assert.Equal(id, Assert.Throws<AutogradPSException>(() => Of(critic, real, generated, options ?? Plain)).ErrorId);
}
