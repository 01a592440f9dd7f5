namespace AutogradPS.Autograd.Graphs.Drawing;

/// <summary>What a box of a drawing stands for.</summary>
public enum DrawnKind
{
    /// <summary>A node of the graph.</summary>
    Operation,

    /// <summary>A leaf tensor.</summary>
    Leaf,

    /// <summary>A tensor that the graph was read from.</summary>
    Output,
}

/// <summary>A box of a drawing.</summary>
/// <param name="Id">A word of its own, fit for DOT and Mermaid.</param>
/// <param name="Lines">The text, one or two lines.</param>
/// <param name="Kind">What the box stands for.</param>
public sealed record DrawnNode(string Id, IReadOnlyList<string> Lines, DrawnKind Kind);
