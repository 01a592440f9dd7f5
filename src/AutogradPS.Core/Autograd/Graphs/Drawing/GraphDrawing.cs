namespace AutogradPS.Autograd.Graphs.Drawing;

/// <summary>
/// A graph as boxes and arrows, as torchviz draws it: arrows follow the forward pass, from leaves through their AccumulateGrad and the
/// operations to the outputs.
/// </summary>
public sealed class GraphDrawing
{
    private readonly List<DrawnNode> _nodes = [];
    private readonly List<(int From, int To)> _edges = [];

    private GraphDrawing()
    {
    }

    /// <summary>The boxes.</summary>
    public IReadOnlyList<DrawnNode> Nodes => _nodes;

    /// <summary>The arrows, as indices into <see cref="Nodes"/>; two from one box to another where an operation takes it twice.</summary>
    public IReadOnlyList<(int From, int To)> Edges => _edges;

    /// <summary>The boxes and arrows of a graph.</summary>
    public static GraphDrawing Of(AutogradGraph graph)
    {
        var drawing = new GraphDrawing();
        var index = new Dictionary<GraphNode, int>();
        foreach (GraphNode node in graph.Nodes)
            index[node] = drawing.Add($"n{node.Id}", DrawnKind.Operation, node.Name, node.IsLeaf ? "" : node.ShapeText);
        foreach (GraphNode node in graph.Nodes)
        {
            foreach (GraphNode input in node.Inputs) drawing._edges.Add((index[input], index[node]));
            if (node.IsLeaf) drawing._edges.Add((drawing.Add($"leaf{node.Id}", DrawnKind.Leaf, node.LeafName ?? "", node.ShapeText), index[node]));
        }
        for (int i = 0; i < graph.Outputs.Count; i++)
        {
            GraphOutput output = graph.Outputs[i];
            int box = drawing.Add($"output{i + 1}", DrawnKind.Output, output.Name ?? "output", $"[{string.Join(", ", output.Shape)}]");
            drawing._edges.Add((index[output.Node], box));
        }
        return drawing;
    }

    private int Add(string id, DrawnKind kind, params string[] lines)
    {
        string[] filled = [.. lines.Where(l => l.Length > 0)];
        _nodes.Add(new DrawnNode(id, filled.Length > 0 ? filled : ["leaf"], kind));
        return _nodes.Count - 1;
    }
}
