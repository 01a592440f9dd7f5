using System.Management.Automation;
using AutogradPS.Autograd;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Clears the gradients of tensors, networks or optimizers, as zero_grad() does.</summary>
/// <remarks>
/// Sets .grad to $null, PyTorch's default, or fills it with zeros with -Zero. Gradients of one Invoke-Backward add to those of the
/// one before, so clear them before each step.
/// </remarks>
/// <example>
/// <title>Forget a gradient</title>
/// <code>
/// $x = New-Tensor 3 -RequiresGrad
/// ($x * $x) | Invoke-Backward
/// $x | Clear-Gradient
/// $null -eq $x.Grad
/// </code>
/// <para>Writes True.</para>
/// </example>
/// <example>
/// <title>Zero it instead</title>
/// <code>
/// $x = New-Tensor 3 -RequiresGrad
/// ($x * $x) | Invoke-Backward
/// Clear-Gradient $x -Zero
/// $x.Grad
/// </code>
/// <para>$x.Grad is a tensor of zeros.</para>
/// </example>
/// <seealso cref="InvokeBackwardCommand"/>
[Cmdlet(VerbsCommon.Clear, "Gradient")]
public sealed class ClearGradientCommand : TorchCmdlet
{
    /// <summary>Tensors, networks (their parameters) or optimizers (their parameters).</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public object[] InputObject { get; set; } = [];

    /// <summary>Fill the gradients with zeros instead of setting them to $null.</summary>
    [Parameter]
    public SwitchParameter Zero { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (object target in InputObject) GradientReset.Clear(target is PSObject wrapped ? wrapped.BaseObject : target, Zero);
    }
}
