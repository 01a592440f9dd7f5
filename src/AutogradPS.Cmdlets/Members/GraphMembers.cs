using AutogradPS.Autograd.Graphs;

namespace AutogradPS.Cmdlets.Members;

/// <summary>What AutogradPS.Format.ps1xml shows of a graph.</summary>
public static class GraphMembers
{
    /// <summary>The tree, the default view of a graph.</summary>
    public static string Tree(AutogradGraph graph) => GraphTree.Text(graph).TrimEnd();

    /// <summary>The ids of a node's inputs, for the table of nodes.</summary>
    public static string InputIds(GraphNode node) => string.Join(", ", node.Inputs.Select(i => i.Id));

    /// <summary>The shape for the table of nodes.</summary>
    public static string ShapeText(GraphNode node) => node.Shape is { } shape ? $"[{string.Join(", ", shape)}]" : "";
}
