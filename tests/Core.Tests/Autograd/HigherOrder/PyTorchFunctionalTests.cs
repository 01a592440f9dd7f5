using System.Text.Json;
using AutogradPS.Autograd;
using AutogradPS.Autograd.HigherOrder;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Autograd.HigherOrder;

/// <summary>Jacobians, Hessians and vector products against those of torch.autograd.functional, over functions and over existing tensors.</summary>
public class PyTorchFunctionalTests
{
    private sealed record Case(string Name, string Source, GradientCase.Input[] Inputs, double[][] Jacobian, double[][][] Hessian,
        double[][] Vjp, double[][] Jvp, double[][] Hvp, double[][] Vhp);

    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    private static readonly Lazy<Dictionary<string, Case>> Cases = new(() =>
        JsonSerializer.Deserialize<Case[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "gradients", "functional.json")), Options)!.ToDictionary(c => c.Name));

    public static TheoryData<string> Names() => [.. Cases.Value.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void FunctionsAgree(string name)
    {
        (Case given, TensorFunction f, TensorFunction scalar, Tensor[] point) = Read(name);
        Tensor[] along = Array.ConvertAll(point, GradientCase.Weights);
        Assert.All(Jacobian.Of(f, point)[0].Zip(given.Jacobian), AssertClose);
        Assert.All(Jacobian.Hessian(scalar, point).Zip(given.Hessian), row => Assert.All(row.First.Zip(row.Second), AssertClose));
        Assert.All(VectorProduct.Of(VectorProductKind.Vjp, f, point, [GradientCase.Weights(f(point)[0])]).Zip(given.Vjp), AssertClose);
        Assert.All(VectorProduct.Of(VectorProductKind.Jvp, f, point, along).Zip(given.Jvp), AssertClose);
        Assert.All(VectorProduct.Of(VectorProductKind.Hvp, scalar, point, along).Zip(given.Hvp), AssertClose);
        Assert.All(VectorProduct.Of(VectorProductKind.Vhp, scalar, point, along).Zip(given.Vhp), AssertClose);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ExistingTensorsAgreeAndKeepTheirGraph(string name)
    {
        (Case given, TensorFunction f, TensorFunction scalar, Tensor[] point) = Read(name);
        Tensor[] along = Array.ConvertAll(point, GradientCase.Weights);
        IReadOnlyList<Tensor> y = f(point), s = scalar(point);
        for (int twice = 0; twice < 2; twice++)
        {
            Assert.All(Jacobian.Of(y, point)[0].Zip(given.Jacobian), AssertClose);
            Assert.All(Jacobian.Hessian(s, point).Zip(given.Hessian), row => Assert.All(row.First.Zip(row.Second), AssertClose));
            Assert.All(VectorProduct.Of(VectorProductKind.Vjp, y, point, [GradientCase.Weights(y[0])]).Zip(given.Vjp), AssertClose);
            Assert.All(VectorProduct.Of(VectorProductKind.Jvp, y, point, along).Zip(given.Jvp), AssertClose);
            Assert.All(VectorProduct.Of(VectorProductKind.Hvp, s, point, along).Zip(given.Hvp), AssertClose);
            Assert.All(VectorProduct.Of(VectorProductKind.Vhp, s, point, along).Zip(given.Vhp), AssertClose);
        }
        Assert.All(point, x => Assert.Null(x.grad));
    }

    private static (Case Given, TensorFunction Function, TensorFunction Scalar, Tensor[] Point) Read(string name)
    {
        Case given = Cases.Value[name];
        // Compiled for each call: TorchScript's first run is the plain one.
        TensorFunction f = x => [(Tensor)new TorchScript(given.Source).Invoke("f", [.. x])];
        TensorFunction scalar = x => [(GradientCase.Weights(f(x)[0]) * f(x)[0]).sum()];
        return (given, f, scalar, Array.ConvertAll(given.Inputs, i => i.ToTensor(ScalarType.Float64)));
    }

    private static void AssertClose((Tensor Actual, double[] Expected) pair)
    {
        double[] actual = pair.Actual.detach().reshape(-1).data<double>().ToArray();
        Assert.Equal(pair.Expected.Length, actual.Length);
        double scale = pair.Expected.Select(Math.Abs).Append(double.Epsilon).Max();
        for (int i = 0; i < actual.Length; i++) Assert.InRange(actual[i], pair.Expected[i] - 1e-12 * scale, pair.Expected[i] + 1e-12 * scale);
    }
}
