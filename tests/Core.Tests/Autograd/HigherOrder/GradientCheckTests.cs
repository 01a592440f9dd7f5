using AutogradPS.Autograd.HigherOrder;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Autograd.HigherOrder;

public class GradientCheckTests
{
    private static Tensor Leaf(params double[] values) => tensor(values, requires_grad: true);

    [Fact]
    public void ARightGradientPasses()
    {
        GradientReport report = GradientCheck.Run(x => [x[0].sin() * x[1], x[1].exp()], [Leaf(0.5, 1.5), Leaf(2, -1)]);
        Assert.True(report.Passed);
        Assert.Equal(16, report.ElementCount); // 4 outputs' elements by 4 inputs' elements
        Assert.InRange(report.MaximumError, 0, 1e-7);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void AWrongGradientFailsAndTheWorstElementIsNamed()
    {
        // The second factor is hidden from the backward pass: d/dx of x^2 comes out as x. The error grows with x.
        GradientReport report = GradientCheck.Run(x => [x[0] * x[0].detach()], [Leaf(1, 5, 2)]);
        Assert.False(report.Passed);
        Assert.Equal(3, report.FailedCount);
        GradientMismatch worst = report.Worst!;
        Assert.Equal((0, 0), (worst.Input, worst.Output));
        Assert.Equal([1L], worst.InputIndex);
        Assert.Equal([1L], worst.OutputIndex);
        Assert.Equal(5, worst.Analytic, 9);
        Assert.Equal(10, worst.Numeric, 6);
        Assert.Equal(5, report.MaximumError, 6);
    }

    [Fact]
    public void SecondFindsWhatTheFirstCheckCannot()
    {
        // f = x^2 with a gradient that is right but not differentiable: 2x appears as a constant.
        TensorFunction f = x => [x[0] * x[0].detach() * 2 - x[0].detach() * x[0].detach()];
        Tensor at = Leaf(1, 2);
        Assert.True(GradientCheck.Run(f, [at]).Passed);
        GradientReport second = GradientCheck.Run(f, [at], new GradientCheckOptions { Second = true });
        Assert.False(second.Passed);
        Assert.Equal(2, second.Order);
        Assert.True(GradientCheck.Run(x => [x[0].pow(3)], [at], new GradientCheckOptions { Second = true }).Passed);
    }

    [Fact]
    public void AFunctionThatChangesIsNotDeterministic()
    {
        double calls = 0;
        GradientReport report = GradientCheck.Run(x => [x[0] * ++calls], [Leaf(1)]);
        Assert.False(report.Passed);
        Assert.False(report.IsDeterministic);
    }

    [Fact]
    public void NaNNeverPasses()
    {
        GradientReport report = GradientCheck.Run(x => [x[0].sqrt() * 0], [Leaf(0)]);
        Assert.False(report.Passed);
        Assert.Equal(1, report.FailedCount);
    }

    [Fact]
    public void InputsWithoutGradArePassedOn()
    {
        GradientReport report = GradientCheck.Run(x => [x[0] * x[1]], [Leaf(1, 2), tensor(new[] { 3.0, 4 })]);
        Assert.True(report.Passed);
        Assert.Equal(4, report.ElementCount);
    }

    [Fact]
    public void InputsThatAreNotContiguousAreCheckedAtTheirPlaces()
    {
        Tensor m = arange(1, 7, dtype: float64).reshape(2, 3).t().detach().requires_grad_(true);
        Assert.True(GradientCheck.Run(x => [x[0].pow(3).sum(1)], [m]).Passed);
        Assert.Equal([1.0, 4, 2, 5, 3, 6], m.detach().contiguous().data<double>().ToArray());
    }

    [Fact]
    public void Float32IsWarnedAbout() => Assert.Contains("float32", GradientCheck.Run(x => [x[0]], [ones(1, requires_grad: true)]).Warnings[0], StringComparison.Ordinal);

    [Fact]
    public void WhatCannotBeCheckedIsRefused()
    {
        Assert.Equal("RequiresGradMissing", Assert.Throws<AutogradPSException>(() => GradientCheck.Run(x => [x[0]], [ones(1, float64)])).ErrorId);
        Assert.Equal("ComplexNotSupported", Assert.Throws<AutogradPSException>(() => GradientCheck.Run(x => [x[0]], [ones(1, complex128, requires_grad: true)])).ErrorId);
    }
}
