using AutogradPS.Autograd;
using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using AutogradPS.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

/// <summary>Training in bfloat16; where the processor has no instructions for it, that it is refused.</summary>
public sealed class PrecisionTests
{
    private static readonly bool IsPossible = Autocast.WhyNot(CPU) is null;

    [Fact]
    public void A_layer_multiplies_rounded_numbers()
    {
        if (!Supported()) return;
        using Network layer = NetworkFactory.Create(["Linear 64 32"], seed: 1);
        using BFloat16Network network = new(layer, DeviceType.CPU);
        using Tensor x = randn(16, 64), y = network.forward(x);
        Tensor[] parameters = [.. layer.parameters()];
        using Tensor expected = nn.functional.linear(x.bfloat16(), parameters[0].bfloat16(), parameters[1].bfloat16()).to(float32), exact = layer.forward(x);
        Assert.Equal(ScalarType.Float32, y.dtype);
        Assert.True(y.equal(expected).all().item<bool>());
        Assert.False(y.equal(exact).all().item<bool>());
        Assert.All(parameters, p => Assert.Equal(ScalarType.Float32, p.dtype));
    }

    [Theory]
    [InlineData("wgan")]
    [InlineData("wgan-gp")]
    [InlineData("wgan-div")]
    [InlineData("r1")]
    public void Steps_are_those_of_float32_to_its_precision(string objective)
    {
        if (!Supported()) return;
        Objective goal = ObjectiveCatalog.Get(objective);
        using NetworkPair pair = Architectures.Create("mlp", new ArchitectureSettings { SampleShape = [2], LatentSize = 2, HiddenSize = 64 }, 1, 2);
        using Tensor real = randn(64, 2), noise = randn(64, 2);
        using RandomStream random = new(1, "penalty");
        (CriticGradients Critic, GeneratorGradients Generator)[] steps = [.. new[] { Precision.Float32, Precision.BFloat16 }.Select(precision =>
        {
            IStepGradients way = StepGradients.For(goal, 10, pair.Critic, pair.Generator, AutogradStepGradients.Name, precision);
            return (way.Critic(real, way.Generate(noise), random, 1), way.Generator(noise));
        })];
        // bfloat16 rounds to 1 in 256 a number; what differs by nothing was not computed in it.
        foreach ((Tensor[] full, Tensor[] half) in new[] { (steps[0].Critic.Gradients, steps[1].Critic.Gradients), (steps[0].Generator.Gradients, steps[1].Generator.Gradients) })
        {
            using Tensor a = cat([.. full.Select(g => g.flatten())]), b = cat([.. half.Select(g => g.flatten())]);
            Assert.InRange((a - b).norm().item<float>() / a.norm().item<float>(), 1e-5, 0.05);
        }
        Assert.Equal(ScalarType.Float32, steps[1].Critic.Loss.dtype);
        Assert.Equal(steps[0].Critic.Loss.item<float>(), steps[1].Critic.Loss.item<float>(), Math.Max(0.02, 0.02 * Math.Abs(steps[0].Critic.Loss.item<float>())));
    }

    [Theory]
    [InlineData("wgan-gp")]
    [InlineData("sn")]
    public void A_run_resumes_bit_for_bit(string objective)
    {
        if (!Supported()) return;
        ResumeProof proof = ResumeProof.Of(new TrainingRequest(TrainingData.Small with { Objective = objective, Precision = Precision.BFloat16 }, TrainingData.Toy), 4);
        Assert.True(proof.IsIdentical, string.Join(", ", proof.Differences));
    }

    [Fact]
    public void Other_gradient_methods_and_other_precisions_are_refused()
    {
        Assert.Equal("PrecisionUnknown", Assert.Throws<AutogradPSException>(() => TrainingData.Settings(TrainingData.Small with { Precision = "half" })).ErrorId);
        Assert.Equal("PrecisionNotSupported", Assert.Throws<AutogradPSException>(() => TrainingData.Train(TrainingData.Settings(TrainingData.Small with { Precision = Precision.Tf32 }))).ErrorId);
        if (!Supported()) return;
        AutogradPSException error = Assert.Throws<AutogradPSException>(() =>
            TrainingData.Train(TrainingData.Settings(TrainingData.Small with { Precision = Precision.BFloat16, GradientMethod = "direct" })));
        Assert.Equal("GradientMethodNotPossible", error.ErrorId);
        Assert.Contains("the precision is bfloat16", error.Message, StringComparison.Ordinal);
    }

    // Where it is not, training in it must be refused.
    private static bool Supported()
    {
        if (IsPossible) return true;
        Assert.Equal("PrecisionNotSupported", Assert.Throws<AutogradPSException>(() => Precision.Require(Precision.BFloat16, CPU)).ErrorId);
        return false;
    }
}
