using System.Management.Automation;
using AutogradPS.Autograd.HigherOrder;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Computes the Jacobian: the derivative of every element of the outputs by every element of the inputs.</summary>
/// <remarks>
/// The result has the output's dimensions first, then the input's: [3, 2] for an output of shape [3] and an input of shape [2]. One output
/// and several inputs give one tensor an input; several outputs and one input give one an output; several of both give one array of tensors
/// an output, so that $j[1][0] is the derivative of the second output by the first input. What does not depend on an input has zeros.
/// A script block gets inputs without a past and runs with gradients on, as in torch.autograd.functional.jacobian.
/// </remarks>
/// <example>
/// <title>The Jacobian of a function</title>
/// <code>
/// Get-Jacobian { param($x) $x * $x } (New-Tensor 1, 2, 3)
/// </code>
/// <para>A [3, 3] matrix with 2, 4, 6 on its diagonal.</para>
/// </example>
/// <example>
/// <title>Of tensors that are there already</title>
/// <code>
/// $x = New-Tensor 1, 2 -RequiresGrad
/// $y = $x.exp()
/// Get-Jacobian -Outputs $y -Inputs $x
/// </code>
/// <para>A diagonal matrix of exp(x).</para>
/// </example>
/// <seealso cref="GetHessianCommand"/>
/// <seealso cref="GetVectorProductCommand"/>
[Cmdlet(VerbsCommon.Get, "Jacobian", DefaultParameterSetName = "ScriptBlock")]
[OutputType(typeof(Tensor), typeof(Tensor[]))]
public sealed class GetJacobianCommand : DerivativeCommand
{
    /// <inheritdoc/>
    protected override void End() =>
        WriteMatrix(Function is { } function ? Jacobian.Of(function, AllInputs, CreateGraph) : Jacobian.Of(Outputs, AllInputs, CreateGraph));
}
