using System.Management.Automation;
using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Runs a script block in which graphs are recorded again, as under torch.enable_grad().</summary>
/// <remarks>
/// The counterpart of Invoke-NoGrad for a few lines inside of it that need gradients. It does not undo the inference mode, in which
/// tensors cannot be part of a graph. Otherwise all of Invoke-NoGrad's help applies.
/// </remarks>
/// <example>
/// <title>A gradient inside Invoke-NoGrad</title>
/// <code>
/// Invoke-NoGrad {
///     $x = New-Tensor 3 -RequiresGrad
///     Invoke-EnableGrad { Invoke-AutogradGrad ($x * $x) $x }
/// }
/// </code>
/// <para>Writes 6.</para>
/// </example>
/// <example>
/// <title>For each object of the pipeline</title>
/// <code>
/// 1, 2 | Invoke-EnableGrad { $x = New-Tensor $_ -RequiresGrad; ($x * $x).requires_grad }
/// </code>
/// <para>Writes True twice.</para>
/// </example>
/// <seealso cref="InvokeNoGradCommand"/>
[Cmdlet(VerbsLifecycle.Invoke, "EnableGrad")]
[OutputType(typeof(object), typeof(Tensor))]
public sealed class InvokeEnableGradCommand : GradModeCommand
{
    /// <inheritdoc/>
    protected override GradMode Mode => GradMode.EnableGrad;
}
