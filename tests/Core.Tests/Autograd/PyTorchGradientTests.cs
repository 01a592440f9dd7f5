using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Autograd;

/// <summary>First and second derivatives against PyTorch's, over every operator family that a network uses.</summary>
public class PyTorchGradientTests
{
    public static TheoryData<string, ScalarType> EveryCase()
    {
        var data = new TheoryData<string, ScalarType>();
        foreach (string name in GradientCase.All.Keys)
        {
            data.Add(name, ScalarType.Float64);
            data.Add(name, ScalarType.Float32);
        }
        return data;
    }

    [Fact]
    public void TheFixtureCoversTheFamiliesAndBothOrders()
    {
        string[] families = ["arithmetic", "elementwise", "reduction", "matmul", "convolution", "normalisation", "activation", "indexing", "shape", "norm", "loss", "pooling", "network"];
        Assert.Equal(families.Order(), GradientCase.All.Values.Select(c => c.Family).Distinct().Order());
        Assert.True(GradientCase.All.Values.Count(c => c.Float64.Second?.Any(g => g is not null) == true) >= 120);
    }

    [Theory]
    [MemberData(nameof(EveryCase))]
    public void GradientsEqualPyTorchs(string name, ScalarType dtype)
    {
        GradientCase given = GradientCase.All[name];
        GradientCase.Derivatives expected = dtype == ScalarType.Float64 ? given.Float64 : given.Float32;
        double tolerance = dtype == ScalarType.Float64 ? 1e-12 : 1e-6;
        using var scope = NewDisposeScope();
        Tensor[] inputs = Array.ConvertAll(given.Inputs, i => i.ToTensor(dtype));
        Tensor[] leaves = [.. inputs.Where(i => i.requires_grad)];

        var y = (Tensor)new TorchScript(given.Source).Invoke("f", [.. inputs]);
        Tensor?[] first = Gradient.Compute([y], leaves, new GradOptions { GradOutputs = [GradientCase.Weights(y)], CreateGraph = true, AllowUnused = true });
        AssertClose(expected.First, first, tolerance, "first");
        Assert.All(leaves, leaf => Assert.Null(leaf.grad));

        if (expected.Second is null) return;
        Tensor[] live = [.. first.OfType<Tensor>().Where(g => g.requires_grad)];
        Tensor?[] second = live.Length == 0 ? new Tensor?[leaves.Length]
            : Gradient.Compute(live, leaves, new GradOptions { GradOutputs = Array.ConvertAll(live, GradientCase.Weights), AllowUnused = true });
        AssertClose(expected.Second, second, tolerance, "second");
    }

    // PyTorch's releases differ in what is None and what is a tensor of zeros; both say that nothing flows.
    private static void AssertClose(double[]?[] expected, Tensor?[] actual, double tolerance, string order)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double[] got = actual[i]?.detach().to(float64).reshape(-1).data<double>().ToArray() ?? new double[expected[i]?.Length ?? 0];
            double[] want = expected[i] ?? new double[got.Length];
            Assert.Equal(want.Length, got.Length);
            double scale = want.Select(Math.Abs).DefaultIfEmpty(0).Max();
            for (int k = 0; k < want.Length; k++)
                Assert.True(Math.Abs(want[k] - got[k]) <= tolerance * Math.Max(scale, double.Epsilon),
                    $"{order} derivative, input {i}, element {k}: {got[k]:R}, PyTorch has {want[k]:R} (difference {Math.Abs(want[k] - got[k]) / scale:G2} of {scale:G3})");
        }
    }
}
