using AutogradPS.Errors;
using AutogradPS.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Networks;

public class NetworkFactoryTests
{
    private static AutogradPSException Fails(Action action) => Assert.Throws<AutogradPSException>(action);

    private static string[] Shapes(Network network) => [.. network.named_parameters().Select(p => $"{p.name} {string.Join('x', p.parameter.shape)}")];

    private static float[] First(Network network) => network.parameters().First().detach().flatten().data<float>().ToArray();

    [Theory]
    [InlineData("Conv2d 1 64 5 -stride 2 -padding 2")]
    [InlineData("Conv2d(1, 64, 5, stride=2, padding=2)")]
    [InlineData("nn.Conv2d(1, 64, (5, 5), (2, 2), padding=[2, 2])")]
    [InlineData("torch.nn.Conv2d(in_channels=1, out_channels=64, kernel_size=5, stride=2, padding=2)")]
    [InlineData("conv2d 1 64 5,5 2 -Padding:2 -bias True")]
    public void BothNotationsGiveTheSameLayer(string layer)
    {
        using Network network = NetworkFactory.Create([layer], seed: 1);
        Assert.Equal(["0.weight 64x1x5x5", "0.bias 64"], Shapes(network));
        using Tensor output = network.call(zeros(2, 1, 28, 28));
        Assert.Equal([2L, 64, 14, 14], output.shape);
    }

    [Fact]
    public void ParametersCarryTheNamesOfPyTorchsSequential()
    {
        using Network network = NetworkFactory.Create(["Linear 784 512", "LeakyReLU 0.2", "Linear 512 1 -bias False"]);
        Assert.Equal(["0.weight 512x784", "0.bias 512", "2.weight 1x512"], Shapes(network));
        Assert.Equal(784 * 512 + 512 + 512, network.ParameterCount);
    }

    [Fact]
    public void ASeedGivesTheSameWeightsAndLeavesTheGlobalGeneratorAlone()
    {
        manual_seed(5);
        using Tensor before = rand(3);
        manual_seed(5);
        using Network a = NetworkFactory.Create(["Linear 3 4"], seed: 11);
        using Network b = NetworkFactory.Create(["Linear 3 4"], seed: 11);
        using Network c = NetworkFactory.Create(["Linear 3 4"], seed: 12);
        using Tensor after = rand(3);
        Assert.Equal(First(a), First(b));
        Assert.NotEqual(First(a), First(c));
        Assert.Equal(before.data<float>().ToArray(), after.data<float>().ToArray());
    }

    [Fact]
    public void InitialWeightsAreThoseOfPyTorchForTheSameSeed()
    {
        // torch.manual_seed(0); torch.nn.Linear(2, 1): weight and bias
        using Network network = NetworkFactory.Create(["Linear 2 1"], seed: 0);
        float[] values = [.. network.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())];
        Assert.Equal([-0.005293981172144413f, 0.37932288646698f, -0.5819807648658752f], values);
    }

    [Theory]
    [InlineData("Linaer 3 4", "did you mean 'Linear'")]
    [InlineData("Frobnicate 3", "the layers are Linear")]
    [InlineData("Linear 3", "'out_features' is missing")]
    [InlineData("Linear 3 4 True 5", "takes at most 3")]
    [InlineData("Linear 3 x", "'x' is not a value of 'out_features'")]
    [InlineData("Linear 3 0", "an integer from 1")]
    [InlineData("Linear 3 -4", "an integer from 1")]
    [InlineData("Linear 3 99999999999999999999", "an integer from 1")]
    [InlineData("Linear(3, 4, baias=False)", "did you mean 'bias'")]
    [InlineData("Linear(3, 4, in_features=3)", "given twice")]
    [InlineData("Linear(3, bias=False, 4)", "after a named value")]
    [InlineData("Linear(3, 4", "brackets do not match")]
    [InlineData("Conv2d(1, 2, (3, 3)", "brackets do not match")]
    [InlineData("Linear(3,,4)", "nothing before a comma")]
    [InlineData("Conv2d 1 64 3,3,3", "two of them")]
    [InlineData("Conv2d 3 64 3 -groups 2", "groups")]
    [InlineData("ResidualBlock 3 4 -resample sideways", "none, up or down")]
    [InlineData("", "begin with a layer's name")]
    [InlineData("784", "begin with a layer's name")]
    public void AWrongLayerIsNamedWithItsPositionAndAdvice(string layer, string advice)
    {
        AutogradPSException e = Fails(() => NetworkFactory.Create(["ReLU", layer]));
        Assert.Equal("InvalidLayer", e.ErrorId);
        Assert.StartsWith($"Layer 1 ('{layer}')", e.Message, StringComparison.Ordinal);
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LayersThatDoNotFitAreFoundWhenTheInputShapeIsGiven()
    {
        AutogradPSException e = Fails(() => NetworkFactory.Create(["Flatten", "Linear 784 10", "ReLU", "Linear 12 1"], inputShape: [1, 28, 28]));
        Assert.Equal("InvalidLayer", e.ErrorId);
        Assert.Contains("Layer 3 ('Linear 12 1')", e.Message, StringComparison.Ordinal);
        Assert.Contains("[N, 10]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongInputNamesTheLayerThatRefusesIt()
    {
        using Network network = NetworkFactory.Create(["ReLU", "Linear 4 1"]);
        AutogradPSException e = Fails(() => network.call(zeros(2, 3)));
        Assert.Equal("InvalidNetworkInput", e.ErrorId);
        Assert.Contains("Layer 1 ('Linear 4 1')", e.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoLayersIsAnError() => Assert.Equal("NoLayers", Fails(() => NetworkFactory.Create([])).ErrorId);

    [Fact]
    public void NoTensorOfAForwardPassIsLeftBehind()
    {
        using Network network = NetworkFactory.Create(["ResidualBlock 1 3 -norm layer -resample down", "Flatten", "Linear 12 8", "Identity", "Dropout 0.5", "ReLU"]);
        using Tensor x = zeros(2, 1, 4, 4);
        LiveTensors.AssertFlat(() => network.call(x).Dispose());
    }

    [Theory]
    [InlineData(new long[] { 5, 4 })]
    [InlineData(new long[] { 5, 4, 3 })]
    [InlineData(new long[] { 5, 4, 3, 2 })]
    public void GroupNormTakesSamplesOfAnyDimensionsByItsFormula(long[] shape)
    {
        using var scope = NewDisposeScope();
        Network network = NetworkFactory.Create(["GroupNorm 2 4"], seed: 1);
        Assert.Equal(["0.weight", "0.bias"], network.state_dict().Keys);
        Tensor gain = randn(4), bias = randn(4), x = randn(shape);
        using (no_grad())
        {
            network.get_parameter("0.weight")!.copy_(gain);
            network.get_parameter("0.bias")!.copy_(bias);
        }
        Tensor groups = x.view(5, 2, -1);
        Tensor normal = ((groups - groups.mean([-1], keepdim: true)) / (groups.var(-1, unbiased: false, keepdim: true) + 1e-5).sqrt()).view(5, 4, -1);
        Tensor expected = (normal * gain.view(1, 4, 1) + bias.view(1, 4, 1)).view(shape);
        Assert.Equal(0, (network.call(x) - expected).abs().max().item<float>(), 1e-5f);
        network.to(float64);
        Assert.Equal(float64, network.call(x.to(float64)).dtype);
    }

    [Fact]
    public void ADisposedNetworkLeavesNoTensorBehind() =>
        LiveTensors.AssertFlat(() => NetworkFactory.Create(["Linear 4 3", "BatchNorm1d 3", "GroupNorm 1 3", "LayerNorm 3"], seed: 1).Dispose());

    [Theory]
    [InlineData("Linear 1000 1250")]
    [InlineData("Conv2d 50 1000 5")]
    [InlineData("ConvTranspose2d 50 1000 5")]
    [InlineData("SpectralNorm Linear 1000 1250")]
    [InlineData("SpectralNorm ConvTranspose2d 50 1000 5")]
    [InlineData("ResidualBlock 256 256")]
    public void ADisposedNetworkGivesItsMemoryBack(string layer)
    {
        void Once() => NetworkFactory.Create([layer], seed: 1).Dispose();
        for (int i = 0; i < 5; i++) Once();
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        long before = self.WorkingSet64;
        for (int i = 0; i < 50; i++) Once(); // 250 MB if they were kept
        self.Refresh();
        Assert.InRange(self.WorkingSet64 - before, long.MinValue, 60 << 20);
    }
}
