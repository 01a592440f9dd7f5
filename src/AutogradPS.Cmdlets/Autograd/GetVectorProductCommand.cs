using System.Management.Automation;
using AutogradPS.Autograd.HigherOrder;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Multiplies a Jacobian or a Hessian by a vector, without making the matrix.</summary>
/// <remarks>
/// vjp is the vector times the Jacobian (what a backward pass computes), jvp the Jacobian times the vector (a directional derivative), hvp and
/// vhp the Hessian of one number times the vector and the other way round. The vector has the outputs' shapes for vjp and the inputs' for the
/// others; one tensor comes out for each input, for jvp for each output.
/// </remarks>
/// <example>
/// <title>A directional derivative</title>
/// <code>
/// Get-VectorProduct jvp { param($x) $x * $x } (New-Tensor 1, 2, 3) -Vector (New-Tensor 1, 0, 0)
/// </code>
/// <para>2, 0, 0: how x * x changes along the first axis.</para>
/// </example>
/// <example>
/// <title>The curvature along a direction</title>
/// <code>
/// $x = New-Tensor 1, 2 -RequiresGrad
/// $loss = ($x * $x * $x).sum()
/// Get-VectorProduct -Kind hvp -Outputs $loss -Inputs $x -Vector (New-Tensor 1, 1)
/// </code>
/// <para>6x = 6, 12.</para>
/// </example>
/// <seealso cref="GetJacobianCommand"/>
/// <seealso cref="GetHessianCommand"/>
[Cmdlet(VerbsCommon.Get, "VectorProduct", DefaultParameterSetName = "ScriptBlock")]
[OutputType(typeof(Tensor))]
public sealed class GetVectorProductCommand : TorchCmdlet
{
    private readonly List<Tensor> _inputs = [];

    /// <summary>vjp, jvp, hvp or vhp.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public VectorProductKind Kind { get; set; }

    /// <summary>A function of the inputs, such as { param($x) $x * $x }. It runs in a scope of its own; what it writes is differentiated.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "ScriptBlock")]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Tensors that have been computed from the inputs. Their graph is kept.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Tensor")]
    [TensorList]
    public Tensor[] Outputs { get; set; } = [];

    /// <summary>Where to differentiate: the arguments of the block, or the tensors that the outputs were computed from.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipeline = true)]
    [TensorList]
    public Tensor[] Inputs { get; set; } = [];

    /// <summary>One tensor an output (vjp) or an input (the others), of its shape. May be left out where each has one element: ones.</summary>
    [Parameter(Position = 3)]
    [Alias("v")]
    [TensorList]
    public Tensor[]? Vector { get; set; }

    /// <summary>Make the product differentiable, by inputs that require grad.</summary>
    [Parameter]
    [Alias("create_graph")]
    public SwitchParameter CreateGraph { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _inputs.AddRange(Inputs);

    /// <inheritdoc/>
    protected override void End() => WriteObject(ParameterSetName == "ScriptBlock"
        ? VectorProduct.Of(Kind, ScriptFunction.Of(this, ScriptBlock), _inputs, Vector, CreateGraph)
        : VectorProduct.Of(Kind, Outputs, _inputs, Vector, CreateGraph), true);
}
