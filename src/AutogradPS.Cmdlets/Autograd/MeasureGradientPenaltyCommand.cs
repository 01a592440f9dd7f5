using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Objectives;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Measures the gradient penalty of a critic, differentiable with respect to its weights.</summary>
/// <remarks>
/// The norm of the critic's gradient is taken for each sample over all of its dimensions, at points that depend on -Kind. gp and lp:
/// between real and generated samples, one epsilon a sample; GP is lambda E(|g| - center)^2, LP lambda E max(0, |g| - center)^2. R1 and
/// R2: lambda/2 E|g|^2 at real or generated samples. Dragan: like gp, around real samples. Div: lambda E|g|^power between. The generated
/// samples are detached. Add .Penalty to the critic's loss; its graph is built already, as with -CreateGraph.
/// </remarks>
/// <example>
/// <title>The penalty of a linear critic is known: (|w| - 1)^2</title>
/// <code>
/// $w = New-Tensor 3, 4 -RequiresGrad
/// $report = Measure-GradientPenalty { $_.matmul($w) } (New-Tensor -RandN -Shape 8, 2) (New-Tensor -RandN -Shape 8, 2) -Lambda 1
/// $report.Penalty.Value
/// Invoke-AutogradGrad $report.Penalty $w
/// </code>
/// <para>16, and its gradient 2 (|w| - 1) w / |w|: 4.8 and 6.4.</para>
/// </example>
/// <example>
/// <title>The loss of a critic of WGAN-GP</title>
/// <code>
/// $critic = New-Network -Preset dcgan-critic -HiddenSize 8 -Seed 1
/// $real = New-Tensor -RandN -Shape 4, 1, 28, 28
/// $fake = New-Tensor -RandN -Shape 4, 1, 28, 28
/// $loss = $critic.forward($fake).mean() - $critic.forward($real).mean() + (Measure-GradientPenalty $critic $real $fake -Seed 1).Penalty
/// $loss | Invoke-Backward
/// </code>
/// <para>Every weight of the critic has a gradient of the penalty, too.</para>
/// </example>
/// <seealso cref="InvokeAutogradGradCommand"/>
[Cmdlet(VerbsDiagnostic.Measure, "GradientPenalty")]
[OutputType(typeof(GradientPenaltyReport))]
public sealed class MeasureGradientPenaltyCommand : TorchCmdlet
{
    /// <summary>A network, a TorchSharp module from tensor to tensor, or a script block that gets the samples as $_ and gives one score a sample.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Critic { get; set; } = null!;

    /// <summary>Real samples, [N, ...].</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public Tensor Real { get; set; } = null!;

    /// <summary>Generated samples of the same shape. R1 and Dragan do without.</summary>
    [Parameter(Position = 2)]
    [Alias("Fake")]
    [AllowNull]
    public Tensor? Generated { get; set; }

    /// <summary>GP, LP, R1, R2, Dragan or Div. Default: GP.</summary>
    [Parameter]
    public PenaltyKind Kind { get; set; } = PenaltyKind.GP;

    /// <summary>The weight of the penalty. Default: 10, for Div 2.</summary>
    [Parameter]
    public double? Lambda { get; set; }

    /// <summary>The norm that GP, LP and Dragan aim at. Default: 1.</summary>
    [Parameter]
    public double Center { get; set; } = 1;

    /// <summary>The exponent of Div. Default: 6.</summary>
    [Parameter]
    public double Power { get; set; } = 6;

    /// <summary>A seed for the points between the samples; without it the global generator (Set-TorchSeed) is drawn from.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void End()
    {
        (Func<Tensor, Tensor> critic, _) = CriticFunction.Of(Critic);
        using Generator? generator = Seed is { } seed ? new Generator((ulong)seed, CPU) : null;
        PenaltyResult result = GradientPenalty.Compute(critic, Real, Generated,
            new PenaltyOptions { Kind = Kind, Lambda = Lambda, Center = Center, Power = Power, Generator = generator });
        WriteObject(GradientPenaltyReport.Of(Kind, result));
    }
}
