using AutogradPS.Objectives;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Objectives;

/// <summary>Against the formulas, worked out by hand for scores 2 and -0.5 (real), 0.25 and -3 (generated).</summary>
public sealed class ScoreLossTests : IDisposable
{
    private readonly Tensor real = tensor(new[] { 2.0, -0.5 }).reshape(2, 1);
    private readonly Tensor generated = tensor(new[] { 0.25, -3.0 }).reshape(2, 1);

    public void Dispose()
    {
        real.Dispose();
        generated.Dispose();
    }

    [Fact]
    public void Wasserstein() => Check(ScoreLoss.Wasserstein, -1.375 - 0.75, 1.375);

    [Fact]
    public void Hinge() => Check(ScoreLoss.Hinge, ((0 + 1.5) / 2) + ((1.25 + 0) / 2), 1.375);

    [Fact]
    public void Non_saturating() => Check(ScoreLoss.NonSaturating,
        ((Softplus(-2) + Softplus(0.5)) / 2) + ((Softplus(0.25) + Softplus(-3)) / 2),
        (Softplus(-0.25) + Softplus(3)) / 2);

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    private void Check(ScoreLoss loss, double critic, double generator)
    {
        Assert.Equal(critic, loss.Critic(real, generated).item<double>(), 1e-12);
        Assert.Equal(generator, loss.Generator(generated).item<double>(), 1e-12);
    }
}
