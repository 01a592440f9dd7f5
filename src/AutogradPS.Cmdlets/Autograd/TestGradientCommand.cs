using System.Management.Automation;
using AutogradPS.Autograd.HigherOrder;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Checks gradients against central differences, as torch.autograd.gradcheck does.</summary>
/// <remarks>
/// Runs the script block at the inputs and next to them, and compares what the backward pass says with (f(x + h) - f(x - h)) / 2h for every
/// element of every input that requires grad. Differences agree to about 1e-6 in float64 and hardly at all in float32, so use float64. The
/// report names the worst element. -Second checks the derivatives of the gradient, as gradgradcheck does: what a gradient penalty relies on.
/// Tensors that the block makes are freed after each run.
/// </remarks>
/// <example>
/// <title>A function whose gradient is right</title>
/// <code>
/// $x = New-Tensor 0.5, 1.5 -DType float64 -RequiresGrad
/// Test-Gradient { param($x) ($x.sin() * $x).sum() } $x
/// </code>
/// <para>A report with Passed = True, the number of derivatives and the largest error.</para>
/// </example>
/// <example>
/// <title>A yes or no, for second derivatives too</title>
/// <code>
/// $x = New-Tensor 0.5, 1.5 -DType float64 -RequiresGrad
/// Test-Gradient { param($x) $x.exp() } $x -Second -Quiet
/// </code>
/// <para>Writes True.</para>
/// </example>
/// <seealso cref="GetJacobianCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "Gradient")]
[OutputType(typeof(GradientReport), typeof(bool))]
public sealed class TestGradientCommand : TorchCmdlet
{
    private readonly List<Tensor> _inputs = [];

    /// <summary>A function of the inputs that gives the same each time it is called with the same.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>The point. Inputs that require grad are checked; the others are passed on.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [TensorList]
    public Tensor[] Inputs { get; set; } = [];

    /// <summary>Check second derivatives: those of the gradient.</summary>
    [Parameter]
    public SwitchParameter Second { get; set; }

    /// <summary>Write $true or $false instead of a report.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>How far each element is moved to either side. Default: 1e-6.</summary>
    [Parameter]
    [Alias("eps")]
    [ValidateRange(1e-12, 1.0)]
    public double Epsilon { get; set; } = 1e-6;

    /// <summary>The error that is always allowed. Default: 1e-5.</summary>
    [Parameter]
    [Alias("atol")]
    [ValidateRange(0.0, double.MaxValue)]
    public double AbsoluteTolerance { get; set; } = 1e-5;

    /// <summary>The error that is allowed relative to the derivative. Default: 1e-3.</summary>
    [Parameter]
    [Alias("rtol")]
    [ValidateRange(0.0, double.MaxValue)]
    public double RelativeTolerance { get; set; } = 1e-3;

    /// <summary>How much two backward passes at the same point may differ. Default: not at all.</summary>
    [Parameter]
    [Alias("nondet_tol")]
    [ValidateRange(0.0, double.MaxValue)]
    public double NonDeterminismTolerance { get; set; }

    /// <summary>The seed of the vectors that -Second contracts the outputs with.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long Seed { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _inputs.AddRange(Inputs);

    /// <inheritdoc/>
    protected override void End()
    {
        GradientReport report = GradientCheck.Run(ScriptFunction.Of(this, ScriptBlock), _inputs, new GradientCheckOptions
        {
            Epsilon = Epsilon,
            AbsoluteTolerance = AbsoluteTolerance,
            RelativeTolerance = RelativeTolerance,
            NonDeterminismTolerance = NonDeterminismTolerance,
            Second = Second,
            Seed = Seed,
        });
        foreach (string warning in report.Warnings) WriteWarning(warning);
        WriteObject(Quiet ? report.Passed : report);
    }
}
