using System.Text;

namespace AutogradPS.Autograd.Graphs.Drawing;

/// <summary>A drawing in Graphviz's DOT language, with torchviz's colours.</summary>
public static class DotWriter
{
    /// <summary>The text of a .dot file.</summary>
    public static string Write(GraphDrawing drawing)
    {
        var text = new StringBuilder("digraph autograd {\n  node [shape=box, style=filled, fillcolor=lightgrey, fontname=monospace, fontsize=10];\n");
        foreach (DrawnNode node in drawing.Nodes)
        {
            string fill = node.Kind switch { DrawnKind.Leaf => ", fillcolor=lightblue", DrawnKind.Output => ", fillcolor=darkolivegreen1", _ => "" };
            text.Append("  ").Append(node.Id).Append(" [label=\"").AppendJoin("\\n", node.Lines.Select(Escaped)).Append('"').Append(fill).Append("];\n");
        }
        foreach ((int from, int to) in drawing.Edges)
            text.Append("  ").Append(drawing.Nodes[from].Id).Append(" -> ").Append(drawing.Nodes[to].Id).Append(";\n");
        return text.Append("}\n").ToString();
    }

    private static string Escaped(string line) => line.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .ReplaceLineEndings(" ");
}
