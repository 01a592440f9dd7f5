using System.Management.Automation;
using AutogradPS.Autograd.Graphs;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Reads the graph behind a tensor: the operations that the backward pass will go through, and the leaves at its end.</summary>
/// <remarks>
/// The result is shown as a tree with the output on top: each node has PyTorch's name (its grad_fn), and the shape that its operation
/// made. An operation with one input stands right above it; a node that is reached twice is shown once and then by its number. As
/// objects, the graph has Root, Outputs, Nodes and Leaves, and a node Id, Name, Inputs, Shape, DType and LeafName. Leaves are named by
/// -Name, by the networks in -Network, or by the variables of the caller that hold them. Several tensors in one argument share one graph;
/// from the pipeline, each gives its own. Reading a graph changes nothing and keeps nothing alive.
/// </remarks>
/// <example>
/// <title>The graph of x * x + y</title>
/// <code>
/// $x = New-Tensor 1, 2 -RequiresGrad; $y = New-Tensor 3, 4 -RequiresGrad
/// $x * $x + $y | Get-AutogradGraph
/// </code>
/// <para>AddBackward0 above MulBackward0, and below that the leaves x, x and y.</para>
/// </example>
/// <example>
/// <title>Which operations does a loss go through, and how often</title>
/// <code>
/// $x = New-Tensor 1, 2 -RequiresGrad
/// $loss = (($x - 1) * ($x - 2)).sum()
/// $names = (Get-AutogradGraph $loss).Nodes | ForEach-Object { $_.Name }
/// $names
/// </code>
/// <para>SumBackward0, MulBackward0, SubBackward0, AccumulateGrad, SubBackward0.</para>
/// </example>
/// <seealso cref="ExportAutogradGraphCommand"/>
[Cmdlet(VerbsCommon.Get, "AutogradGraph")]
[OutputType(typeof(AutogradGraph))]
public sealed class GetAutogradGraphCommand : GraphCommand
{
    /// <summary>The tensors whose graph is read; they require grad.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorList]
    public Tensor[] Tensor { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => WriteObject(Read(Tensor));
}
