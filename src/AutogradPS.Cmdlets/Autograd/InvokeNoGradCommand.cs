using System.Management.Automation;
using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Runs a script block in which no graph is recorded, as under torch.no_grad().</summary>
/// <remarks>
/// Results inside do not require grad and cost no memory for a graph. Use it to evaluate a network, to make fake samples for a critic,
/// and to change leaves in place. The block runs in the caller's scope and streams what it writes; the mode is that of the thread, so
/// it neither reaches into ForEach-Object -Parallel nor into the commands before and behind in the pipeline, and it ends with the block,
/// after errors and Ctrl+C too. Scopes nest.
/// </remarks>
/// <example>
/// <title>Compute without a graph</title>
/// <code>
/// $x = New-Tensor 3 -RequiresGrad
/// $y = Invoke-NoGrad { $x * $x }
/// $y.requires_grad
/// </code>
/// <para>Writes False.</para>
/// </example>
/// <example>
/// <title>A step of gradient descent by hand</title>
/// <code>
/// $w = New-Tensor 1, 2 -RequiresGrad
/// ($w * $w).sum() | Invoke-Backward
/// Invoke-NoGrad { $null = $w.sub_(0.1 * $w.grad) }
/// $w
/// </code>
/// <para>$w is 0.8, 1.6 and still a leaf that requires grad.</para>
/// </example>
/// <example>
/// <title>Once for each object of the pipeline, at the highest speed</title>
/// <code>
/// 1..3 | Invoke-NoGrad -InferenceMode { New-Tensor $_ }
/// </code>
/// <para>Three tensors that can never be part of a graph.</para>
/// </example>
/// <seealso cref="InvokeEnableGradCommand"/>
[Cmdlet(VerbsLifecycle.Invoke, "NoGrad")]
[OutputType(typeof(object), typeof(Tensor))]
public sealed class InvokeNoGradCommand : GradModeCommand
{
    /// <summary>As torch.inference_mode(): faster still, but results can never be used where a gradient is recorded (.clone() them for that).</summary>
    [Parameter]
    [Alias("inference_mode")]
    public SwitchParameter InferenceMode { get; set; }

    /// <inheritdoc/>
    protected override GradMode Mode => InferenceMode ? GradMode.Inference : GradMode.NoGrad;
}
