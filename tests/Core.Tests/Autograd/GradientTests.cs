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
    public void ABatchGoesWithOneGradientAnOtherLeafOnlyApart()
    {
        Tensor x = Leaf(1, 2);
        Assert.Equal("InvalidCombination", Fails(() => Gradient.Compute([x * x], [x],
            new GradOptions { GradOutputs = [eye(2, dtype: float64)], IsGradsBatched = true, OnlyInputs = false })).ErrorId);
    }

    [Fact]
    public void ABatchOfAnotherShapeIsToldTheRightOne()
    {
        Tensor x = Leaf(1, 2);
        AutogradPSException e = Fails(() => Gradient.Compute([x * x], [x], new GradOptions { GradOutputs = [ones(3, float64)], IsGradsBatched = true }));
        Assert.Equal("GradOutputsShapeMismatch", e.ErrorId);
        Assert.Contains("[3, 2]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInputThatDoesNotRequireGradIsNamedInPyTorchsWords()
    {
        Tensor x = Leaf(1, 2), c = ones(2, float64), n = ones(2, int64);
        Tensor y = (x * c * n).sum();
        AutogradPSException e = Fails(() => Gradient.Compute([y], [x, c], new GradOptions { AllowUnused = true }));
        Assert.Equal("RequiresGradMissing", e.ErrorId);
        Assert.Contains("One of the differentiated Tensors does not require grad: element 1", e.Message, StringComparison.Ordinal);
        Assert.Same(c, e.Target);
        Assert.Equal("RequiresGradDType", Fails(() => Gradient.Compute([y], [n])).ErrorId);
    }

    [Fact]
    public void ANonLeafInputHasItsOwnGradient()
    {
        Tensor x = Leaf(2, 3);
        Tensor h = x * x;
        Tensor?[] g = Gradient.Compute([(h * h).sum()], [h, x]);
        Assert.Equal([8.0, 18], Values(g[0]));
        Assert.Equal([32.0, 108], Values(g[1]));
    }

    [Fact]
    public void TheSameInputTwiceGivesItsGradientTwice()
    {
        Tensor x = Leaf(3);
        Assert.All(Gradient.Compute([x * x], [x, x]), g => Assert.Equal([6.0], Values(g)));
    }

    [Fact]
    public void NullEntriesMeanOnesForScalarsOnly()
    {
        Tensor x = Leaf(2);
        Assert.Equal([10.0], Values(Gradient.Compute([x * x, x * 3], [x], new GradOptions { GradOutputs = [null, tensor(new[] { 2.0 })] })[0]));
        Tensor many = Leaf(1, 2);
        Assert.Equal("GradOutputsRequired", Fails(() => Gradient.Compute([many * many], [many], new GradOptions { GradOutputs = [null] })).ErrorId);
    }

    [Fact]
    public void AComplexOutputNeedsGradOutputsOfItsOwn()
    {
        Tensor z = tensor(new System.Numerics.Complex(1, 2)).requires_grad_(true);
        AutogradPSException e = Fails(() => Gradient.Compute([z * z], [z]));
        Assert.Equal("GradOutputsRequired", e.ErrorId);
        Assert.Contains("real scalar outputs", e.Message, StringComparison.Ordinal);
        Assert.Equal("GradOutputsDType", Fails(() => Gradient.Compute([z * z], [z], new GradOptions { GradOutputs = [ones([], float64)] })).ErrorId);
    }

    [Fact]
    public void GradOutputsOnAnotherDeviceAreRefused()
    {
        Tensor x = Leaf(1, 2);
        using var elsewhere = ones([2], float64, new Device("meta"));
        Assert.Equal("DeviceMismatch", Fails(() => Gradient.Compute([x * x], [x], new GradOptions { GradOutputs = [elsewhere] })).ErrorId);
    }

    [Fact]
    public void AnInPlaceChangeOfWhatTheGradientNeedsIsFound()
    {
        Tensor x = Leaf(1, 2);
        Tensor h = x * 2;
        Tensor y = (h * h).sum();
        h.add_(1);
        Assert.Equal("InPlaceModification", Fails(() => Gradient.Compute([y], [x])).ErrorId);
    }

    [Fact]
    public void ViewsAreInputsOfTheirOwn()
    {
        Tensor x = Leaf(1, 2);
        Tensor view = x.view(2, 1);
        Assert.Equal([2.0, 4], Values(Gradient.Compute([(view * view).sum()], [view])[0]!.reshape(-1)));
        Assert.Equal("InputNotUsed", Fails(() => Gradient.Compute([(x * x).sum()], [x.view(2, 1)])).ErrorId);
    }

    [Fact]
    public void ACallThatFailsLeavesTheOtherLeavesAlone()
    {
        Tensor x = Leaf(3), w = Leaf(5), unused = Leaf(1);
        Fails(() => Gradient.Compute([x * w], [x, unused], new GradOptions { OnlyInputs = false }));
        Assert.Null(w.grad);
    }

    [Fact]
    public void MaterializeGradsContradictsAllowUnusedFalse()
    {
        Tensor x = Leaf(3);
        Assert.Equal("InvalidCombination", Fails(() => Gradient.Compute([x * x], [x], new GradOptions { MaterializeGrads = true, AllowUnused = false })).ErrorId);
    }

    [Fact]
    public void BackwardIntoAnInputWithoutGradIsRefused()
    {
        Tensor x = Leaf(3), c = ones(1, float64);
        Assert.Equal("RequiresGradMissing", Fails(() => Backward.Run([x * c], inputs: [c])).ErrorId);
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
