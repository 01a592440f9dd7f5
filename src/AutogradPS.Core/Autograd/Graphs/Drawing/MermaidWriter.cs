using System.Text;

namespace AutogradPS.Autograd.Graphs.Drawing;

/// <summary>A drawing as a Mermaid flowchart, which GitHub and many editors show inside Markdown.</summary>
public static class MermaidWriter
{
    /// <summary>The text of a .mmd file.</summary>
    public static string Write(GraphDrawing drawing)
    {
        var text = new StringBuilder("flowchart TB\n");
        foreach (DrawnNode node in drawing.Nodes)
            text.Append("  ").Append(node.Id).Append("[\"").AppendJoin("<br/>", node.Lines.Select(Escaped)).Append("\"]").Append(Class(node.Kind)).Append('\n');
        foreach ((int from, int to) in drawing.Edges)
            text.Append("  ").Append(drawing.Nodes[from].Id).Append(" --> ").Append(drawing.Nodes[to].Id).Append('\n');
        return text.Append("  classDef leaf fill:#cfe8f7,stroke:#4a8db7,color:#000\n  classDef output fill:#d9f0c4,stroke:#6a9b3f,color:#000\n").ToString();
    }

    private static string Class(DrawnKind kind) => kind switch { DrawnKind.Leaf => ":::leaf", DrawnKind.Output => ":::output", _ => "" };

    // Mermaid takes HTML's entities, with # for &.
    private static string Escaped(string line)
    {
        var text = new StringBuilder();
        foreach (char c in line.ReplaceLineEndings(" "))
            text.Append(c is '"' or '<' or '>' or '&' or '#' or '`' ? $"#{(int)c};" : c.ToString());
        return text.ToString();
    }
}
