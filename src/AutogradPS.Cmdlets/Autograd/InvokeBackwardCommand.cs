using System.Management.Automation;
using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Goes back through the graph and accumulates gradients into .grad, as tensor.backward() does.</summary>
/// <remarks>
/// Adds the gradient of the tensor to the .grad of every leaf that it was computed from (or of -Inputs only). Without -RetainGraph the
/// graph is freed and a second call fails. Call Clear-Gradient before the next step: gradients add up.
/// </remarks>
/// <example>
/// <title>Gradients of a product</title>
/// <code>
/// $a = New-Tensor 3 -RequiresGrad; $b = New-Tensor 2 -RequiresGrad
/// ($a * $b) | Invoke-Backward
/// $a.Grad
/// </code>
/// <para>$a.Grad is 2, the value of $b.</para>
/// </example>
/// <example>
/// <title>A tensor that is no scalar needs a gradient of its shape</title>
/// <code>
/// $x = New-Tensor 1, 2, 3 -RequiresGrad
/// Invoke-Backward ($x * $x) -Gradient (New-Tensor 1, 1, 1)
/// $x.Grad
/// </code>
/// <para>$x.Grad is 2x.</para>
/// </example>
/// <seealso cref="InvokeAutogradGradCommand"/>
/// <seealso cref="ClearGradientCommand"/>
[Cmdlet(VerbsLifecycle.Invoke, "Backward")]
public sealed class InvokeBackwardCommand : TorchCmdlet
{
    private readonly List<Tensor> _tensors = [];

    /// <summary>The tensors to go back from, usually a loss. Several from the pipeline go back together.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorList]
    public Tensor[] Tensor { get; set; } = [];

    /// <summary>The gradient that arrives at each tensor, of its shape. $null means ones, for tensors with one element.</summary>
    [Parameter(Position = 1)]
    [AllowNull]
    [TensorList]
    public Tensor?[]? Gradient { get; set; }

    /// <summary>Keep the graph, so that it can be gone through again. Default: the value of -CreateGraph.</summary>
    [Parameter]
    [Alias("retain_graph")]
    public SwitchParameter RetainGraph { get; set; }

    /// <summary>Build the graph of the gradients, so that they can be differentiated themselves.</summary>
    [Parameter]
    [Alias("create_graph")]
    public SwitchParameter CreateGraph { get; set; }

    /// <summary>The only tensors that receive gradients. Default: all leaves of the graph.</summary>
    [Parameter]
    [TensorList]
    public Tensor[]? Inputs { get; set; }

    /// <summary>Look for NaN in the backward pass and name the operation that made it. Slower.</summary>
    [Parameter]
    public SwitchParameter DetectAnomaly { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _tensors.AddRange(Tensor);

    /// <inheritdoc/>
    protected override void End()
    {
        using var anomaly = Anomaly.Detect(DetectAnomaly);
        Backward.Run(_tensors, Gradient, IsBound(nameof(RetainGraph)) ? RetainGraph.IsPresent : null, CreateGraph, Inputs);
    }
}
