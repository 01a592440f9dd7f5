using System.Management.Automation;
using AutogradPS.Autograd.HigherOrder;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Computes the Hessian: the second derivatives of one number by all elements of the inputs.</summary>
/// <remarks>
/// The result has the input's dimensions twice: [3, 3] for an input of shape [3]. Several inputs give one array of tensors an input, so that
/// $h[0][1] holds the derivatives by the first and the second input. What the gradient does not depend on has zeros.
/// </remarks>
/// <example>
/// <title>The curvature of a function</title>
/// <code>
/// Get-Hessian { param($x) ($x * $x * $x).sum() } (New-Tensor 1, 2)
/// </code>
/// <para>A [2, 2] matrix with 6x = 6, 12 on its diagonal.</para>
/// </example>
/// <example>
/// <title>The blocks of two inputs</title>
/// <code>
/// $h = Get-Hessian { param($x, $y) ($x * $x * $y).sum() } (New-Tensor 3), (New-Tensor 5)
/// $h[0][1]
/// </code>
/// <para>d2f/dxdy = 2x = 6.</para>
/// </example>
/// <seealso cref="GetJacobianCommand"/>
[Cmdlet(VerbsCommon.Get, "Hessian", DefaultParameterSetName = "ScriptBlock")]
[OutputType(typeof(Tensor), typeof(Tensor[]))]
public sealed class GetHessianCommand : DerivativeCommand
{
    /// <inheritdoc/>
    protected override void End() =>
        WriteMatrix(Function is { } function ? Jacobian.Hessian(function, AllInputs, CreateGraph) : Jacobian.Hessian(Outputs, AllInputs, CreateGraph));
}
