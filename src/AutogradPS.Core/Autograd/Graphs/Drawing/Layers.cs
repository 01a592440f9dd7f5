namespace AutogradPS.Autograd.Graphs.Drawing;

/// <summary>
/// The first two steps of Sugiyama's method: every box gets a layer so that all arrows point down, and an arrow that spans several
/// layers gets a waypoint in each of them, so that it has a place of its own between the boxes.
/// </summary>
internal sealed class Layers
{
    /// <summary>The indices of boxes and waypoints in each layer, top to bottom; waypoints come after all boxes.</summary>
    public required List<int>[] Rows { get; init; }

    /// <summary>The neighbours of each box and waypoint in the layer above.</summary>
    public required List<int>[] Above { get; init; }

    /// <summary>The neighbours of each box and waypoint in the layer below.</summary>
    public required List<int>[] Below { get; init; }

    /// <summary>Each arrow as the boxes and waypoints that it goes through.</summary>
    public required List<int[]> Paths { get; init; }

    public static Layers Of(int count, IReadOnlyList<(int From, int To)> edges)
    {
        int[] layer = AsLowAsPossible(count, edges);
        var above = Enumerable.Range(0, count).Select(_ => new List<int>()).ToList();
        var below = Enumerable.Range(0, count).Select(_ => new List<int>()).ToList();
        var layerOf = layer.ToList();
        var paths = new List<int[]>();
        foreach ((int from, int to) in edges)
        {
            var path = new List<int> { from };
            for (int between = layer[from] + 1; between < layer[to]; between++)
            {
                path.Add(layerOf.Count);
                layerOf.Add(between);
                above.Add([]);
                below.Add([]);
            }
            path.Add(to);
            for (int i = 1; i < path.Count; i++)
            {
                below[path[i - 1]].Add(path[i]);
                above[path[i]].Add(path[i - 1]);
            }
            paths.Add([.. path]);
        }
        var rows = Enumerable.Range(0, layerOf.Count == 0 ? 0 : layerOf.Max() + 1).Select(_ => new List<int>()).ToArray();
        for (int i = 0; i < layerOf.Count; i++) rows[layerOf[i]].Add(i);
        return new Layers { Rows = rows, Above = [.. above], Below = [.. below], Paths = paths };
    }

    // Counted from the bottom, so that a leaf stands right above the operation that it goes into.
    private static int[] AsLowAsPossible(int count, IReadOnlyList<(int From, int To)> edges)
    {
        ILookup<int, int> into = edges.ToLookup(e => e.To, e => e.From);
        var open = new int[count];
        foreach ((int from, _) in edges) open[from]++;
        var height = new int[count];
        var ready = new Queue<int>(Enumerable.Range(0, count).Where(i => open[i] == 0));
        while (ready.TryDequeue(out int node))
            foreach (int from in into[node])
            {
                height[from] = Math.Max(height[from], height[node] + 1);
                if (--open[from] == 0) ready.Enqueue(from);
            }
        int top = height.DefaultIfEmpty(0).Max();
        return Array.ConvertAll(height, h => top - h);
    }
}
