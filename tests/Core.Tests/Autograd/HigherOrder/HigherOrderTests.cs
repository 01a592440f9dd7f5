using AutogradPS.Autograd;
using AutogradPS.Autograd.HigherOrder;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Autograd.HigherOrder;

public class HigherOrderTests
{
    private static Tensor Leaf(params double[] values) => tensor(values, requires_grad: true);

    private static double[] Values(Tensor t) => t.detach().reshape(-1).data<double>().ToArray();

    private static string Fails(Action action) => Assert.Throws<AutogradPSException>(action).ErrorId;

    [Fact]
    public void TheJacobianOfALinearMapIsItsMatrix()
    {
        Tensor w = tensor(new[,] { { 1.0, 2 }, { 3, 4 }, { 5, 6 } });
        Tensor j = Jacobian.Of(x => [w.mv(x[0])], [tensor(new[] { 7.0, 8 })])[0][0];
        Assert.Equal([3L, 2], j.shape);
        Assert.Equal([1.0, 2, 3, 4, 5, 6], Values(j));
        Assert.False(j.requires_grad);
    }

    [Fact]
    public void SeveralOutputsAndInputsGiveARowAnOutput()
    {
        Tensor[][] j = Jacobian.Of(x => [x[0] * x[1], x[0] + 1], [tensor(new[] { 2.0 }), tensor(new[] { 5.0 })]);
        Assert.Equal([5.0], Values(j[0][0]));
        Assert.Equal([2.0], Values(j[0][1]));
        Assert.Equal([1.0], Values(j[1][0]));
        Assert.Equal([0.0], Values(j[1][1]));
    }

    [Fact]
    public void TheHessianOfAQuadraticFormIsItsMatrixMadeSymmetric()
    {
        Tensor a = tensor(new[,] { { 1.0, 2 }, { 0, 3 } });
        Assert.Equal([2.0, 2, 2, 6], Values(Jacobian.Hessian(x => [x[0].dot(a.mv(x[0]))], [tensor(new[] { 1.0, -1 })])[0][0]));
    }

    [Fact]
    public void CreateGraphMakesTheJacobianDifferentiable()
    {
        Tensor x = Leaf(1, 2);
        Tensor j = Jacobian.Of(v => [v[0].pow(3)], [x], createGraph: true)[0][0];
        Assert.Equal([6.0, 12], Values(Gradient.Compute([j.sum()], [x])[0]!));
    }

    [Fact]
    public void WhatDoesNotDependHasZeros()
    {
        Tensor x = Leaf(1, 2);
        Assert.Equal(new double[6], Values(Jacobian.Of(_ => [ones(3, float64)], [x])[0][0]));
        Assert.Equal(new double[4], Values(Jacobian.Hessian(v => [v[0].sum()], [x])[0][0]));
        Assert.Equal(new double[2], Values(VectorProduct.Of(VectorProductKind.Hvp, v => [v[0].sum()], [x], [ones(2, float64)])[0]));
        Assert.Equal(new double[3], Values(VectorProduct.Of(VectorProductKind.Jvp, _ => [ones(3, float64)], [x], [ones(2, float64)])[0]));
    }

    [Fact]
    public void FunctionsRunWithGradientsOnEvenInNoGrad()
    {
        using var off = no_grad();
        Assert.Equal([6.0], Values(Jacobian.Of(x => [x[0] * x[0]], [tensor(new[] { 3.0 })])[0][0]));
        Assert.False(is_grad_enabled());
    }

    [Fact]
    public void MistakesHaveTheirIds()
    {
        Tensor x = Leaf(1, 2);
        Assert.Equal("OutputNotScalar", Fails(() => Jacobian.Hessian(v => [v[0] * 2], [x])));
        Assert.Equal("FunctionOutput", Fails(() => Jacobian.Of(_ => [], [x])));
        Assert.Equal("RequiresGradDType", Fails(() => Jacobian.Of(v => [v[0]], [ones(2, int64)])));
        Assert.Equal("RequiresGradMissing", Fails(() => Jacobian.Of([ones(2)], [x])));
        Assert.Equal("VectorRequired", Fails(() => VectorProduct.Of(VectorProductKind.Jvp, v => [v[0]], [x])));
        Assert.Equal("VectorCount", Fails(() => VectorProduct.Of(VectorProductKind.Vjp, v => [v[0]], [x], [x, x])));
        Assert.Equal("VectorShapeMismatch", Fails(() => VectorProduct.Of(VectorProductKind.Vjp, v => [v[0]], [x], [ones(3, float64)])));
    }

    [Fact]
    public void NoTensorIsLeftBehind()
    {
        Tensor x = Leaf(1, 2);
        Tensor y = x.exp(), s = y.sum(), v = ones(2, float64);
        long before = Tensor.TotalCount;
        for (int i = 0; i < 50; i++)
        {
            foreach (Tensor t in Jacobian.Of([y], [x]).Concat(Jacobian.Hessian([s], [x])).SelectMany(r => r)) t.Dispose();
            foreach (VectorProductKind kind in Enum.GetValues<VectorProductKind>())
                foreach (Tensor t in VectorProduct.Of(kind, kind < VectorProductKind.Hvp ? [y] : [s], [x], [v])) t.Dispose();
            GradientCheck.Run(p => [p[0].exp()], [x], new GradientCheckOptions { Second = i % 2 == 0 });
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} more tensors");
    }
}
