using AutogradPS.Networks;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Networks;

/// <summary>Every layer of the language against PyTorch: the same seed gives the same weights, the same input the same output.</summary>
public class PyTorchLayerTests
{
    public static TheoryData<string> Layers => [.. NetworkFixture.Layers.Select(l => l.Layer)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void ALayerGivesPyTorchsNumbers(string layer)
    {
        NetworkFixture.LayerCase expected = NetworkFixture.Layers.Single(l => l.Layer == layer);
        using var scope = NewDisposeScope();
        using Network network = NetworkFactory.Create([layer], seed: 7);
        Tensor x = arange(expected.Input.Aggregate(1L, (n, d) => n * d), dtype: float64).sin().mul(2).to(float32).reshape(expected.Input);
        Tensor y = network.call(x);
        Assert.Equal(expected.Output, y.shape);
        Assert.Equal(expected.Parameters.Select(p => "0." + p), network.named_parameters().Select(p => p.name));
        double[] values = [.. y.detach().to(float64).flatten().data<double>().ToArray()];
        for (int i = 0; i < values.Length; i++) Assert.Equal(expected.Values[i], values[i], 2e-6 * Math.Max(1, Math.Abs(expected.Values[i])));
    }

    [Fact]
    public void TheFixtureHasEveryLayerOfTheLanguage() => Assert.Empty(
        NetworkFactory.LayerSignatures.Select(Name).Except(NetworkFixture.Layers.Select(l => Name(l.Layer))));

    private static string Name(string signature) => signature[..signature.IndexOf('(', StringComparison.Ordinal)];
}
