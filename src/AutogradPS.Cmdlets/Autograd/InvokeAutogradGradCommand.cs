using System.Management.Automation;
using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Computes the gradients of outputs with respect to inputs, as torch.autograd.grad does.</summary>
/// <remarks>
/// Writes one gradient per input, in the order of -Inputs, each of its input's shape. The .grad of the inputs is left alone. The
/// outputs are summed: the result is the gradient of sum(GradOutputs * Outputs). The graph is freed by the call; -RetainGraph keeps
/// it, and -CreateGraph makes the gradient itself differentiable, so that it can be part of a loss. A scalar output needs no
/// -GradOutputs; any other needs a tensor of its shape, the vector of the vector-Jacobian product. PyTorch gives a tuple, from which
/// [0] takes the gradient of the only input; here that input's gradient is the result, and [0] would be its first row.
/// </remarks>
/// <example>
/// <title>The gradient of a product</title>
/// <code>
/// $a = New-Tensor 3 -RequiresGrad; $b = New-Tensor 2 -RequiresGrad
/// $c = $a * $b
/// $c | Invoke-AutogradGrad -Inputs $a, $b
/// </code>
/// <para>Writes 2 (dc/da = b) and 3 (dc/db = a). $a.Grad stays $null.</para>
/// </example>
/// <example>
/// <title>The second derivative, by a differentiable first one</title>
/// <code>
/// $x = New-Tensor 1, 2, 3 -RequiresGrad
/// $y = ($x * $x * $x).sum()
/// $g = Invoke-AutogradGrad $y $x -CreateGraph
/// Invoke-AutogradGrad $g.sum() $x
/// </code>
/// <para>Writes 6x, which Invoke-AutogradGrad -Order 2 gives in one call.</para>
/// </example>
/// <seealso cref="InvokeBackwardCommand"/>
[Cmdlet(VerbsLifecycle.Invoke, "AutogradGrad")]
[OutputType(typeof(Tensor))]
[Alias("grad")]
public sealed class InvokeAutogradGradCommand : TorchCmdlet
{
    private readonly List<Tensor> _outputs = [];

    /// <summary>The tensors to differentiate. Several from the pipeline are differentiated together.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorList]
    public Tensor[] Outputs { get; set; } = [];

    /// <summary>The tensors to differentiate with respect to, leaves or not.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [TensorList]
    public Tensor[] Inputs { get; set; } = [];

    /// <summary>The vectors of the vector-Jacobian product: one an output, of its shape. $null means ones, for outputs with one element.</summary>
    [Parameter(Position = 2)]
    [Alias("grad_outputs")]
    [AllowNull]
    [TensorList]
    public Tensor?[]? GradOutputs { get; set; }

    /// <summary>Keep the graph, so that it can be gone through again. Default: the value of -CreateGraph; -Order above 1 keeps it as well.</summary>
    [Parameter]
    [Alias("retain_graph")]
    public SwitchParameter RetainGraph { get; set; }

    /// <summary>Build the graph of the gradient: a gradient penalty needs it to train the critic, higher derivatives need it too.</summary>
    [Parameter]
    [Alias("create_graph")]
    public SwitchParameter CreateGraph { get; set; }

    /// <summary>Differentiate with respect to the inputs only. Default: True. -OnlyInputs:$false also accumulates into the .grad of all other leaves, as it did in early PyTorch (which ignores it now).</summary>
    [Parameter]
    [Alias("only_inputs")]
    public SwitchParameter OnlyInputs { get; set; } = true;

    /// <summary>Write $null for an input that the outputs do not depend on, instead of an error.</summary>
    [Parameter]
    [Alias("allow_unused")]
    public SwitchParameter AllowUnused { get; set; }

    /// <summary>Write zeros for an input that the outputs do not depend on.</summary>
    [Parameter]
    [Alias("materialize_grads")]
    public SwitchParameter MaterializeGrads { get; set; }

    /// <summary>The first dimension of each of -GradOutputs is a batch of vectors; the gradients have it too.</summary>
    [Parameter]
    [Alias("is_grads_batched")]
    public SwitchParameter IsGradsBatched { get; set; }

    /// <summary>Which derivative: 2 for the derivative of the gradient, and so on, each input by itself. Default: 1.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Order { get; set; } = 1;

    /// <summary>Look for NaN in the backward pass and name the operation that made it. Slower.</summary>
    [Parameter]
    public SwitchParameter DetectAnomaly { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _outputs.AddRange(Outputs);

    /// <inheritdoc/>
    protected override void End()
    {
        using var anomaly = Anomaly.Detect(DetectAnomaly);
        Tensor?[] gradients = Gradient.Compute(_outputs, Inputs, new GradOptions
        {
            GradOutputs = GradOutputs,
            RetainGraph = IsBound(nameof(RetainGraph)) ? RetainGraph.IsPresent : null,
            CreateGraph = CreateGraph,
            OnlyInputs = OnlyInputs,
            AllowUnused = IsBound(nameof(AllowUnused)) ? AllowUnused.IsPresent : null,
            MaterializeGrads = MaterializeGrads,
            IsGradsBatched = IsGradsBatched,
            Order = Order,
        });
        foreach (Tensor? gradient in gradients) WriteObject(gradient, false);
    }
}
