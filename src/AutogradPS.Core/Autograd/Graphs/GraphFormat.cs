namespace AutogradPS.Autograd.Graphs;

/// <summary>The languages that a graph is written in.</summary>
public enum GraphFormat
{
    /// <summary>Graphviz's language, .dot or .gv.</summary>
    Dot,

    /// <summary>A Mermaid flowchart, .mmd or .mermaid.</summary>
    Mermaid,

    /// <summary>A picture, .svg.</summary>
    Svg,
}
