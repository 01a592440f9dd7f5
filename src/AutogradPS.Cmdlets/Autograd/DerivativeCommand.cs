using System.Management.Automation;
using AutogradPS.Autograd.HigherOrder;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>What Get-Jacobian, Get-Hessian and Get-VectorProduct have in common: a script block and its inputs, or existing tensors.</summary>
public abstract class DerivativeCommand : TorchCmdlet
{
    private readonly List<Tensor> _inputs = [];

    /// <summary>A function of the inputs, such as { param($x) ($x * $x).sum() }. It runs in a scope of its own; what it writes is differentiated.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ScriptBlock")]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Tensors that have been computed from the inputs. Their graph is kept.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Tensor")]
    [TensorList]
    public Tensor[] Outputs { get; set; } = [];

    /// <summary>Where to differentiate: the arguments of the block, or the tensors that the outputs were computed from.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [TensorList]
    public Tensor[] Inputs { get; set; } = [];

    /// <summary>Make the result differentiable, by inputs that require grad.</summary>
    [Parameter]
    [Alias("create_graph")]
    public SwitchParameter CreateGraph { get; set; }

    /// <summary>All inputs, those of the pipeline together.</summary>
    protected IReadOnlyList<Tensor> AllInputs => _inputs;

    /// <summary>The block as a function; null for existing tensors.</summary>
    protected TensorFunction? Function => ParameterSetName == "ScriptBlock" ? ScriptFunction.Of(this, ScriptBlock) : null;

    /// <inheritdoc/>
    protected override void Process() => _inputs.AddRange(Inputs);

    /// <summary>A tensor, a row of them, or rows, as PyTorch's tuples: what has length 1 is left out.</summary>
    protected void WriteMatrix(Tensor[][] matrix)
    {
        if (matrix.Length == 1) WriteObject(matrix[0], true);
        else if (matrix[0].Length == 1) WriteObject(matrix.Select(row => row[0]), true);
        else foreach (Tensor[] row in matrix) WriteObject(row, false);
    }
}
