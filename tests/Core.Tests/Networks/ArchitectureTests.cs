using AutogradPS.Errors;
using AutogradPS.Networks;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Networks;

public class ArchitectureTests
{
    [Theory]
    [InlineData("mlp", new long[] { 2 }, 2)]
    [InlineData("mlp", new long[] { 1, 28, 28 }, 128)]
    [InlineData("dcgan", new long[] { 1, 28, 28 }, 128)]
    [InlineData("dcgan", new long[] { 3, 32, 32 }, 16)]
    [InlineData("dcgan", new long[] { 3, 33, 26 }, 16)]
    [InlineData("resnet", new long[] { 3, 32, 32 }, 128)]
    public void NoiseBecomesSamplesAndSamplesScores(string name, long[] shape, long latent)
    {
        foreach (bool norm in new[] { false, true })
        {
            using NetworkPair pair = Architectures.Create(name, new ArchitectureSettings { SampleShape = shape, LatentSize = latent, HiddenSize = 8, CriticLayerNorm = norm }, 1, 2);
            using Tensor samples = pair.Generator.call(randn(3, latent));
            using Tensor scores = pair.Critic.call(samples);
            Assert.Equal([3L, .. shape], samples.shape);
            Assert.Equal([3L, 1], scores.shape);
            // A file of the network has every value once.
            foreach (Network network in new[] { pair.Generator, pair.Critic })
                Assert.Equal(network.parameters().Concat(network.buffers()).Count(), network.state_dict().Count);
        }
    }

    [Fact]
    public void TheToyCriticIsThePapersFourLayersOfWidth512() => Assert.Equal(
        ["Linear 2 512", "ReLU", "Linear 512 512", "ReLU", "Linear 512 512", "ReLU", "Linear 512 1"],
        Architectures.CriticLayers("mlp", new ArchitectureSettings { SampleShape = [2] }));

    [Fact]
    public void TheConvolutionalCriticHas64And128And256Channels()
    {
        var settings = new ArchitectureSettings { SampleShape = [1, 28, 28] };
        using NetworkPair pair = Architectures.Create("dcgan", settings);
        Assert.Equal([64L * 25, 64, 128 * 64 * 25, 128, 256 * 128 * 25, 256, 4096, 1], pair.Critic.parameters().Select(p => p.numel()));
    }

    [Fact]
    public void TheResidualPairHasTheSizesOfThePapersTable()
    {
        using NetworkPair pair = Architectures.Create("resnet", new ArchitectureSettings { SampleShape = [3, 32, 32] });
        // Convolutions 3x3 of 128 channels have 147584 values; the critic's first block is 3 -> 128 with a 1x1 shortcut, its second has a
        // 1x1 shortcut too, and no shortcut convolution follows.
        Assert.Equal((3 * 9 * 128 + 128) + 147584 + (3 * 128 + 128) + (2 * 147584 + 128 * 128 + 128) + 4 * 147584 + 129, pair.Critic.ParameterCount);
        Assert.DoesNotContain(pair.Critic.Layers, l => l.Contains("batch", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("dcgam", new long[] { 1, 28, 28 }, "UnknownArchitecture", "did you mean 'dcgan'")]
    [InlineData("dcgan", new long[] { 2 }, "InvalidSampleShape", "mlp for vectors")]
    [InlineData("resnet", new long[] { 1, 28, 28 }, "InvalidSampleShape", "32, 32")]
    [InlineData("mlp", new long[] { 0 }, "InvalidSampleShape", "1 or more")]
    [InlineData("mlp", new long[0], "InvalidSampleShape", "1 or more")]
    public void AWrongNameOrShapeSaysWhatToDo(string name, long[] shape, string id, string advice)
    {
        var e = Assert.Throws<AutogradPSException>(() => Architectures.Create(name, new ArchitectureSettings { SampleShape = shape }));
        Assert.Equal(id, e.ErrorId);
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layer_norm_comes_after_all_of_a_critics_layers_but_the_first_of_images()
    {
        Assert.Equal(
            ["Conv2d 1 64 5 -stride 2 -padding 2", "LeakyReLU 0.2", "Conv2d 64 128 5 -stride 2 -padding 2", "GroupNorm 1 128", "LeakyReLU 0.2",
                "Conv2d 128 256 5 -stride 2 -padding 2", "GroupNorm 1 256", "LeakyReLU 0.2", "Flatten", "Linear 4096 1"],
            Architectures.CriticLayers("dcgan", new ArchitectureSettings { SampleShape = [1, 28, 28], CriticLayerNorm = true }));
        Assert.Equal(
            ["ResidualBlock 3 128 -resample down -first", "ResidualBlock 128 128 -resample down -norm layer", "ResidualBlock 128 128 -norm layer", "ResidualBlock 128 128 -norm layer",
                "ReLU", "AdaptiveAvgPool2d 1", "Flatten", "Linear 128 1"],
            Architectures.CriticLayers("resnet", new ArchitectureSettings { SampleShape = [3, 32, 32], CriticLayerNorm = true }));
    }
}
