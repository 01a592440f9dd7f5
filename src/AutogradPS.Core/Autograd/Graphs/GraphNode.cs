using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd.Graphs;

/// <summary>A node of the graph: an operation of the backward pass, or the place where a leaf's gradient arrives.</summary>
public sealed class GraphNode
{
    private readonly NodeOutput[] _outputs;

    internal GraphNode(int id, string name, NodeOutput[] outputs, string? leafName, Tensor? leaf)
    {
        (Id, Name, _outputs, LeafName, Leaf) = (id, name, outputs, leafName, leaf);
    }

    /// <summary>A number of its own within the graph, from 1 at the output, in the order of reading.</summary>
    public int Id { get; }

    /// <summary>PyTorch's name, such as <c>MulBackward0</c>; <c>AccumulateGrad</c> for a leaf.</summary>
    public string Name { get; }

    /// <summary>The nodes that the gradient flows to next, in the order of the operation's arguments; arguments without gradient are left out.</summary>
    public IReadOnlyList<GraphNode> Inputs { get; internal set; } = [];

    /// <summary>True for the place where a leaf's gradient arrives.</summary>
    public bool IsLeaf => Name == "AccumulateGrad";

    /// <summary>The leaf's name, where one is known.</summary>
    public string? LeafName { get; }

    /// <summary>The leaf, where it is one of the tensors that were given with their names.</summary>
    public Tensor? Leaf { get; }

    /// <summary>The shape of the tensor that the operation made (of its first output); null where it cannot be read.</summary>
    public long[]? Shape => _outputs.Length > 0 ? _outputs[0].Shape : null;

    /// <summary>The dtype of that tensor by PyTorch's name.</summary>
    public string? DType => _outputs.Length > 0 ? DTypes.Name(_outputs[0].DType) : null;

    /// <summary>All outputs, for an operation with several, such as a split.</summary>
    public IReadOnlyList<NodeOutput> Outputs => _outputs;

    /// <summary>Name, leaf and shape, such as <c>AccumulateGrad x [2, 3]</c>.</summary>
    public override string ToString() => $"{Name}{(LeafName is null ? "" : $" {LeafName}")}{(ShapeText is "" ? "" : $" {ShapeText}")}";

    /// <summary>The shape as PyTorch writes it, nothing where it cannot be read.</summary>
    internal string ShapeText => _outputs.Length > 0 ? _outputs[0].ToString() : "";
}
