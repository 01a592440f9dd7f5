using AutogradPS.Autograd;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Autograd;

public class GradientTests
{
    private static Tensor Leaf(params double[] values) => tensor(values, requires_grad: true);

    private static double[] Values(Tensor? t) => t!.detach().data<double>().ToArray();

    private static AutogradPSException Fails(Action action) => Assert.Throws<AutogradPSException>(action);

    [Fact]
    public void GradientOfAProductIsTheOtherFactor()
    {
        Tensor a = Leaf(3), b = Leaf(2);
        Tensor?[] g = Gradient.Compute([a * b], [a, b]);
        Assert.Equal([2.0], Values(g[0]));
        Assert.Equal([3.0], Values(g[1]));
        Assert.Null(a.grad);
        Assert.Null(b.grad);
    }

    [Fact]
    public void TwosAsGradOutputsGiveExactlyTwiceTheGradient()
    {
        Tensor x = Leaf(1, -2, 0.5);
        Tensor y = x * x * x;
        Tensor once = Gradient.Compute([y], [x], new GradOptions { GradOutputs = [ones_like(y)], RetainGraph = true })[0]!;
        Tensor twice = Gradient.Compute([y], [x], new GradOptions { GradOutputs = [full_like(y, 2)] })[0]!;
        Assert.Equal(Values(once * 2), Values(twice));
    }

    [Theory]
    [InlineData(1, 4 * 8.0)]
    [InlineData(2, 12 * 4.0)]
    [InlineData(3, 24 * 2.0)]
    [InlineData(4, 24.0)]
    [InlineData(5, 0.0)]
    [InlineData(6, 0.0)]
    public void NthDerivativeOfAFourthPower(int order, double expected)
    {
        Tensor x = Leaf(2);
        Assert.Equal([expected], Values(Gradient.Compute([x * x * x * x], [x], new GradOptions { Order = order })[0]));
    }

    [Fact]
    public void CreateGraphMakesTheGradientDifferentiable()
    {
        Tensor x = Leaf(1, 2);
        Tensor g = Gradient.Compute([(x * x * x).sum()], [x], new GradOptions { CreateGraph = true })[0]!;
        Assert.True(g.requires_grad);
        Assert.Equal([6.0, 12.0], Values(Gradient.Compute([g.sum()], [x])[0]));
    }

    [Fact]
    public void WithoutRetainGraphTheSecondPassFailsWithAdvice()
    {
        Tensor x = Leaf(1);
        Tensor y = x * x;
        Gradient.Compute([y], [x]);
        AutogradPSException e = Fails(() => Gradient.Compute([y], [x]));
        Assert.Equal("GraphFreed", e.ErrorId);
        Assert.Contains("-RetainGraph", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OutputsWithoutGradFailWithAdvice() =>
        Assert.Equal("RequiresGradMissing", Fails(() => Gradient.Compute([ones(1)], [Leaf(1)])).ErrorId);

    [Fact]
    public void AnOutputThatIsNoScalarNeedsGradOutputs()
    {
        Tensor x = Leaf(1, 2);
        Assert.Equal("GradOutputsRequired", Fails(() => Gradient.Compute([x * x], [x])).ErrorId);
    }

    [Fact]
    public void GradOutputsOfAnotherShapeAreRefusedEvenWhereLibtorchBroadcasts()
    {
        Tensor x = Leaf(1, 2);
        Assert.Equal("GradOutputsShapeMismatch", Fails(() => Gradient.Compute([(x * x).sum()], [x], new GradOptions { GradOutputs = [ones(3, float64)] })).ErrorId);
    }

    [Fact]
    public void AnUnusedInputFailsOrGivesNullOrZeros()
    {
        Tensor x = Leaf(1, 2), z = Leaf(1, 2, 3);
        Tensor y = (x * x).sum();
        Assert.Equal("InputNotUsed", Fails(() => Gradient.Compute([y], [x, z], new GradOptions { RetainGraph = true })).ErrorId);
        Assert.Null(Gradient.Compute([y], [x, z], new GradOptions { RetainGraph = true, AllowUnused = true })[1]);
        Assert.Equal([0.0, 0, 0], Values(Gradient.Compute([y], [x, z], new GradOptions { MaterializeGrads = true })[1]));
    }

    [Fact]
    public void OnlyInputsFalseAlsoFillsTheGradOfOtherLeavesAndLeavesTheInputsAlone()
    {
        Tensor x = Leaf(3), w = Leaf(5);
        x.grad = tensor(new[] { 7.0 });
        w.grad = tensor(new[] { 1.0 });
        Tensor g = Gradient.Compute([x * w], [x], new GradOptions { OnlyInputs = false })[0]!;
        Assert.Equal([5.0], Values(g));
        Assert.Equal([7.0], Values(x.grad));
        Assert.Equal([4.0], Values(w.grad));
    }

    [Fact]
    public void ABatchOfVectorsGivesTheRowsOfTheJacobian()
    {
        Tensor x = Leaf(1, 2, 3);
        Tensor jacobian = Gradient.Compute([x * x], [x], new GradOptions { GradOutputs = [eye(3, dtype: float64)], IsGradsBatched = true })[0]!;
        Assert.Equal([3L, 3L], jacobian.shape);
        Assert.Equal([2.0, 0, 0, 0, 4, 0, 0, 0, 6], Values(jacobian.reshape(-1)));
    }

    [Fact]
    public void ADisposedTensorIsAnErrorOfItsOwn()
    {
        Tensor x = Leaf(1);
        Tensor y = x * x;
        x.Dispose();
        Assert.Equal("TensorDisposed", Fails(() => Gradient.Compute([y], [x])).ErrorId);
    }

    [Fact]
    public void AnomalyModeNamesTheOperationThatMadeTheNaN()
    {
        Tensor x = Leaf(0);
        using var mode = Anomaly.Detect(true);
        AutogradPSException e = Fails(() => Gradient.Compute([(x.sqrt() * 0).sum()], [x]));
        Assert.Equal("AnomalyDetected", e.ErrorId);
        Assert.Contains("SqrtBackward0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoTensorIsLeftBehind()
    {
        Tensor x = Leaf(1, 2, 3);
        long before = Tensor.TotalCount;
        for (int i = 0; i < 200; i++)
            foreach (Tensor? g in Gradient.Compute([(x * x).sum()], [x], new GradOptions { Order = 2 })) g!.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount} live tensors after, {before} before");
    }
}
