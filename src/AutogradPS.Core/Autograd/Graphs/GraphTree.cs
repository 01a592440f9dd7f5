using System.Text;

namespace AutogradPS.Autograd.Graphs;

/// <summary>A graph as an indented tree for the terminal, outputs on top.</summary>
/// <remarks>
/// A node with one input stands right above it; indentation grows where the graph branches. A node that is reached again is shown as a
/// reference to its number.
/// </remarks>
public static class GraphTree
{
    private sealed record Line(GraphNode Node, string Prefix, string Branch, string Below);

    /// <summary>The tree's lines.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="limit">The number of lines after which only a count follows.</param>
    public static string Text(AutogradGraph graph, int limit = 400)
    {
        HashSet<GraphNode> shared = SharedNodes(graph);
        var shown = new HashSet<GraphNode>();
        var text = new StringBuilder();
        int lines = 0;
        foreach (GraphOutput output in graph.Outputs)
        {
            if (graph.Outputs.Count > 1 || output.Name is not null) text.Append(output.Name ?? "output").Append(" [").AppendJoin(", ", output.Shape).AppendLine("]");
            var stack = new Stack<Line>([new Line(output.Node, "", "", "")]);
            while (stack.TryPop(out Line? line))
            {
                if (++lines > limit)
                {
                    text.Append("... ").Append(graph.Nodes.Count - shown.Count).AppendLine(" more nodes: see Nodes, or Export-AutogradGraph");
                    return text.ToString();
                }
                text.Append(line.Prefix).Append(line.Branch);
                if (!shown.Add(line.Node) && !line.Node.IsLeaf)
                {
                    text.Append(line.Node.Name).Append(" #").Append(line.Node.Id).AppendLine(" (above)");
                    continue;
                }
                text.Append(Label(line.Node, shared)).AppendLine();
                PushInputs(stack, line);
            }
        }
        return text.ToString();
    }

    private static void PushInputs(Stack<Line> stack, Line line)
    {
        string prefix = line.Prefix + line.Below;
        IReadOnlyList<GraphNode> inputs = line.Node.Inputs;
        if (inputs.Count == 1) stack.Push(new Line(inputs[0], prefix, "", ""));
        for (int i = inputs.Count - 1; inputs.Count > 1 && i >= 0; i--)
            stack.Push(i == inputs.Count - 1 ? new Line(inputs[i], prefix, "└─ ", "   ") : new Line(inputs[i], prefix, "├─ ", "│  "));
    }

    private static string Label(GraphNode node, HashSet<GraphNode> shared) =>
        shared.Contains(node) && node.LeafName is null ? $"{node.Name} #{node.Id} {node.ShapeText}".TrimEnd() : node.ToString();

    private static HashSet<GraphNode> SharedNodes(AutogradGraph graph)
    {
        var once = new HashSet<GraphNode>();
        var shared = new HashSet<GraphNode>();
        foreach (GraphNode node in graph.Nodes.SelectMany(n => n.Inputs).Concat(graph.Outputs.Select(o => o.Node)))
            if (!once.Add(node)) shared.Add(node);
        return shared;
    }
}
