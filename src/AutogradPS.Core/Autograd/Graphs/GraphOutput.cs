namespace AutogradPS.Autograd.Graphs;

/// <summary>A tensor that a graph was read from.</summary>
/// <param name="Node">The node that made it.</param>
/// <param name="Name">Its name, where one is known.</param>
/// <param name="Shape">Its shape.</param>
public sealed record GraphOutput(GraphNode Node, string? Name, long[] Shape);
