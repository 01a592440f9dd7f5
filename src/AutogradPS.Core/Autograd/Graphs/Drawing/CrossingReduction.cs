namespace AutogradPS.Autograd.Graphs.Drawing;

/// <summary>
/// Sugiyama's third step: orders each layer by the barycentres of the neighbours, sweeping down and up, and keeps the order with the
/// fewest crossings (K. Sugiyama, S. Tagawa, M. Toda, IEEE Trans. SMC 11(2), 1981).
/// </summary>
internal static class CrossingReduction
{
    private const int Sweeps = 24;

    /// <summary>Reorders the rows in place.</summary>
    public static void Apply(Layers layers)
    {
        var position = new double[layers.Above.Length];
        StartDepthFirst(layers, position);
        List<int>[] best = Copy(layers.Rows);
        long fewest = Crossings(layers, position);
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            bool down = sweep % 2 == 0;
            for (int k = 1; k < layers.Rows.Length; k++)
            {
                List<int> row = layers.Rows[down ? k : layers.Rows.Length - 1 - k];
                List<int>[] neighbours = down ? layers.Above : layers.Below;
                var centre = row.ToDictionary(n => n, n => neighbours[n].Count == 0 ? position[n] : neighbours[n].Average(m => position[m]));
                Reorder(row, centre, position);
            }
            long crossings = Crossings(layers, position);
            if (crossings >= fewest) continue;
            fewest = crossings;
            best = Copy(layers.Rows);
        }
        for (int k = 0; k < best.Length; k++) layers.Rows[k] = best[k];
    }

    // From the outputs upwards, so that an operation's arguments begin in their own order.
    private static void StartDepthFirst(Layers layers, double[] position)
    {
        var order = new Dictionary<int, double>();
        var stack = new Stack<int>(Enumerable.Range(0, layers.Below.Length).Where(n => layers.Below[n].Count == 0).Reverse());
        while (stack.TryPop(out int node))
        {
            if (!order.TryAdd(node, order.Count)) continue;
            for (int i = layers.Above[node].Count - 1; i >= 0; i--) stack.Push(layers.Above[node][i]);
        }
        foreach (List<int> row in layers.Rows) Reorder(row, order, position);
    }

    private static void Reorder(List<int> row, Dictionary<int, double> key, double[] position)
    {
        int[] sorted = [.. row.OrderBy(n => key[n])]; // stable
        for (int i = 0; i < sorted.Length; i++)
        {
            row[i] = sorted[i];
            position[sorted[i]] = i;
        }
    }

    /// <summary>The number of pairs of arrows that cross: inversions, counted by a Fenwick tree (Barth, Mutzel, Jünger, 2004).</summary>
    internal static long Crossings(Layers layers, double[] position)
    {
        long crossings = 0;
        for (int k = 0; k + 1 < layers.Rows.Length; k++)
        {
            var tree = new int[layers.Rows[k + 1].Count + 1];
            int placed = 0;
            foreach (int node in layers.Rows[k])
            {
                foreach (int target in layers.Below[node])
                {
                    int upTo = 0;
                    for (int i = (int)position[target] + 1; i > 0; i -= i & -i) upTo += tree[i];
                    crossings += placed - upTo;
                }
                foreach (int target in layers.Below[node])
                {
                    placed++;
                    for (int i = (int)position[target] + 1; i < tree.Length; i += i & -i) tree[i]++;
                }
            }
        }
        return crossings;
    }

    private static List<int>[] Copy(List<int>[] rows) => Array.ConvertAll(rows, r => new List<int>(r));
}
