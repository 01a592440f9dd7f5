using static TorchSharp.torch;

namespace AutogradPS.Autograd.Graphs;

/// <summary>Visits nodes depth first, each once, with a stack of its own: a chain of 100,000 nodes is as good as one of ten.</summary>
internal sealed class GraphWalk
{
    private readonly Dictionary<nint, GraphNode> _seen = [];
    private readonly Dictionary<nint, NamedTensor> _named = [];
    private readonly List<GraphNode> _nodes = [];

    public GraphWalk(IEnumerable<NamedTensor> names)
    {
        foreach (NamedTensor named in names)
            if (!named.Tensor.IsInvalid) _named.TryAdd(NodeReader.Identity(named.Tensor), named);
    }

    public IReadOnlyList<GraphNode> Nodes => _nodes;

    public string? NameOf(Tensor tensor) => _named.GetValueOrDefault(NodeReader.Identity(tensor))?.Name ?? tensor.name;

    /// <summary>The tensor's node, with everything below it read.</summary>
    public GraphNode Visit(Tensor tensor)
    {
        nint root = NodeReader.Root(tensor);
        if (root == 0) return Leaf(tensor);
        var discovered = new List<nint>();
        var stack = new Stack<nint>([root]);
        while (stack.TryPop(out nint node))
        {
            if (_seen.ContainsKey(node)) continue;
            _seen.Add(node, Read(node));
            discovered.Add(node);
            nint[] next = NodeReader.Next(node);
            for (int i = next.Length - 1; i >= 0; i--)
                if (next[i] != 0) stack.Push(next[i]);
        }
        foreach (nint node in discovered) _seen[node].Inputs = [.. NodeReader.Next(node).Where(n => n != 0).Select(n => _seen[n])];
        return _seen[root];
    }

    private GraphNode Read(nint node)
    {
        string name = NodeReader.Name(node);
        NamedTensor? leaf = name == "AccumulateGrad" ? _named.GetValueOrDefault(NodeDetails.Variable(node)) : null;
        return Add(name, NodeDetails.Outputs(node), leaf?.Name ?? leaf?.Tensor.name, leaf?.Tensor);
    }

    // A leaf has no grad_fn: its node exists from its first use on, and has no door from the leaf.
    private GraphNode Leaf(Tensor leaf) => _nodes.FirstOrDefault(n => n.Leaf is { } known && NodeReader.Identity(known) == NodeReader.Identity(leaf))
        ?? Add("AccumulateGrad", [new NodeOutput(leaf.shape, leaf.dtype)], NameOf(leaf), leaf);

    private GraphNode Add(string name, NodeOutput[] outputs, string? leafName, Tensor? leaf)
    {
        var node = new GraphNode(_nodes.Count + 1, name, outputs, leafName, leaf);
        _nodes.Add(node);
        return node;
    }
}
