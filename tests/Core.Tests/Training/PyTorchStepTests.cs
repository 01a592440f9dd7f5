using System.Text.Json;
using AutogradPS.Networks;
using AutogradPS.Networks.Optimizers;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

/// <summary>One step of critic and generator of every objective against tests/fixtures/training/make_steps.py, from the same weights, data and random numbers.</summary>
public sealed class PyTorchStepTests
{
    public sealed record Case(
        string Objective, string Data, double Lambda, string Optimizer, double WassersteinEstimate, double? Penalty, double? NormMean,
        double CriticLoss, double[] Critic, double GeneratorLoss, double[] Generator, double[] Vectors,
        double[] RealSlopes, double[] GeneratedSlopes);

    private static readonly Case[] Cases =
        JsonSerializer.Deserialize<Case[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "training", "steps.json")))!;

    public static TheoryData<string, string, bool> Ways
    {
        get
        {
            TheoryData<string, string, bool> ways = [];
            foreach (Case c in Cases)
            {
                ways.Add(c.Objective, c.Data, true);
                ways.Add(c.Objective, c.Data, false);
            }
            return ways;
        }
    }

    [Fact]
    public void Every_objective_is_covered() => Assert.All(Cases.GroupBy(c => c.Data), data => Assert.Equal(ObjectiveCatalog.Names.Order(), data.Select(c => c.Objective).Order()));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Losses_penalty_and_every_weight_are_PyTorchs(string name, string data, bool fastest)
    {
        Case expected = Cases.Single(c => c.Objective == name && c.Data == data);
        Objective objective = ObjectiveCatalog.Get(name);
        using var scope = NewDisposeScope();
        (Network critic, Network generator) = Pair(data);
        if (objective.NormalisesWeights) AddSpectralNorm(critic);
        IStepGradients ways = fastest ? StepGradients.For(objective, expected.Lambda, critic, generator)
            : new AutogradStepGradients(objective, expected.Lambda, critic, generator);
        OptimizerSettings options = new() { LearningRate = 1e-3, Beta1 = 0.5, Beta2 = 0.9 };
        using IOptimizer ofCritic = OptimizerFactory.Create(expected.Optimizer, critic, options), ofGenerator = OptimizerFactory.Create(expected.Optimizer, generator, options);
        using RandomStream penalty = new(5, "penalty");

        Tensor generated;
        using (no_grad()) generated = generator.forward(Sines([8, 2], 2.3, 1.2));
        Tensor real = Sines(data == "points" ? [8, 2] : [8, 1, 12, 12], 0.1, 1.5);
        CriticGradients step = ways.Critic(real, generated, penalty, 3);
        CriticSlopes slopes = CriticSlopes.Of(critic, real, generated)!;
        Near(expected.RealSlopes, slopes.Real);
        Near(expected.GeneratedSlopes, slopes.Generated);
        ofCritic.Step(step.Gradients);
        if (objective.ClipsWeights) WeightClipping.Apply([.. critic.parameters()], 0.5);
        Near(expected.CriticLoss, step.Loss.item<float>());
        Near(expected.WassersteinEstimate, step.RealScore.item<float>() - step.GeneratedScore.item<float>());
        Assert.Equal(expected.Penalty is null, step.Penalty is null);
        if (step.Penalty is not null)
        {
            Near(expected.Penalty!.Value, step.Penalty.item<float>());
            Near(expected.NormMean!.Value, step.GradientNorms!.mean().item<float>());
        }
        Near(expected.Critic, critic);

        GeneratorGradients next = ways.Generator(Sines([8, 2], 4.1, 1.2));
        ofGenerator.Step(next.Gradients);
        Near(expected.GeneratorLoss, next.Loss.item<float>());
        Near(expected.Generator, generator);
        float[] vectors = [.. critic.named_buffers().SelectMany(b => b.buffer.data<float>().ToArray())];
        Assert.Equal(expected.Vectors.Length, vectors.Length);
        for (int i = 0; i < vectors.Length; i++) Near(expected.Vectors[i], vectors[i]);
    }

    private static (Network Critic, Network Generator) Pair(string data) => data == "points"
        ? (Sines(Architectures.CriticLayers("mlp", Shape), 0.3, 0.6), Sines(Architectures.GeneratorLayers("mlp", Shape), 1.9, 0.6))
        : (Sines(Architectures.CriticLayers("dcgan", Shape with { SampleShape = [1, 12, 12], HiddenSize = 2 }), 0.3, 0.5),
            Sines(["Linear 2 144", "Unflatten 1 1,12,12", "Tanh"], 1.9, 0.6));

    // As a training does, but with known vectors.
    private static void AddSpectralNorm(Network critic)
    {
        critic.AddSpectralNorm(seed: 0);
        foreach ((string name, Tensor buffer) in critic.named_buffers())
        {
            Tensor sines = Sines(buffer.shape, name.EndsWith('u') ? 0.5 : 0.9, 1);
            buffer.copy_(sines / sines.norm());
        }
    }

    private static ArchitectureSettings Shape { get; } = new() { SampleShape = [2], LatentSize = 2, HiddenSize = 8 };

    private static Network Sines(IReadOnlyList<string> layers, double phase, double scale)
    {
        Network network = NetworkFactory.Create(layers, seed: 0);
        using var _ = no_grad();
        int index = 0;
        foreach (Tensor parameter in network.parameters()) parameter.copy_(Sines(parameter.shape, phase + index++, scale));
        return network;
    }

    private static Tensor Sines(long[] shape, double phase, double scale)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return tensor(Enumerable.Range(0, (int)count).Select(i => (float)(scale * Math.Sin((i * 0.7) + phase))).ToArray(), shape);
    }

    private static void Near(double[] expected, Network network)
    {
        float[] actual = [.. network.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())];
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++) Near(expected[i], actual[i]);
    }

    private static void Near(double[] meanStdMax, Tensor norms)
    {
        Near(meanStdMax[0], norms.mean().item<float>());
        Near(meanStdMax[1], norms.std(unbiased: false).item<float>());
        Near(meanStdMax[2], norms.max().item<float>());
    }

    private static void Near(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-5 * Math.Max(Math.Abs(expected), 0.01), FormattableString.Invariant($"{actual:R}, not {expected:R}"));
}
