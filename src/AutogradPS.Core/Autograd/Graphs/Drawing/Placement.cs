namespace AutogradPS.Autograd.Graphs.Drawing;

/// <summary>
/// Sugiyama's last step: places each layer as near below (or above) its neighbours as the order and the gaps allow. That is a least-squares
/// problem with x[i+1] - x[i] >= gap, which pooling adjacent violators solves exactly; sweeps over the layers make the whole agree.
/// </summary>
internal static class Placement
{
    private const int Sweeps = 60;
    private const double BoxGap = 26;
    private const double WaypointGap = 14;
    private const double StraightWeight = 8; // A chain, and a long arrow through its waypoints, bends only where it must.

    /// <summary>The horizontal centre of every box and waypoint.</summary>
    /// <param name="layers">Layers in their final order.</param>
    /// <param name="width">The width of each box; 0 for a waypoint.</param>
    public static double[] Apply(Layers layers, double[] width)
    {
        var x = new double[width.Length];
        foreach (List<int> row in layers.Rows)
            for (int i = 1; i < row.Count; i++) x[row[i]] = x[row[i - 1]] + Distance(row[i - 1], row[i], width);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool down = sweep % 2 == 0, last = sweep >= Sweeps - 10;
            for (int k = 0; k < layers.Rows.Length; k++)
                Place(layers, layers.Rows[down ? k : layers.Rows.Length - 1 - k], x, width, both: last, down);
        }
        return x;
    }

    private static void Place(Layers layers, List<int> row, double[] x, double[] width, bool both, bool down)
    {
        var wanted = new double[row.Count];
        var weight = new double[row.Count];
        for (int i = 0; i < row.Count; i++)
        {
            int node = row[i];
            double sum = 0, total = 0;
            IEnumerable<int> neighbours = both ? layers.Above[node].Concat(layers.Below[node]) : down ? layers.Above[node] : layers.Below[node];
            foreach (int other in neighbours)
            {
                double pull = IsChain(layers, node, other) ? StraightWeight : 1;
                sum += pull * x[other];
                total += pull;
            }
            wanted[i] = total > 0 ? sum / total : x[node];
            weight[i] = total > 0 ? total : 0.01;
        }
        // With the gaps taken out of the positions, the constraint is that they do not decrease.
        var offset = new double[row.Count];
        for (int i = 1; i < row.Count; i++) offset[i] = offset[i - 1] + Distance(row[i - 1], row[i], width);
        double[] placed = NonDecreasing([.. wanted.Zip(offset, (w, o) => w - o)], weight);
        for (int i = 0; i < row.Count; i++) x[row[i]] = placed[i] + offset[i];
    }

    // One arrow between them, and no other on its side of either.
    private static bool IsChain(Layers layers, int node, int other) => layers.Above[node].Contains(other)
        ? layers.Above[node].Count == 1 && layers.Below[other].Count == 1
        : layers.Below[node].Count == 1 && layers.Above[other].Count == 1;

    /// <summary>The non-decreasing sequence nearest to the wanted one by weighted least squares.</summary>
    internal static double[] NonDecreasing(double[] wanted, double[] weight)
    {
        var blocks = new Stack<(double Sum, double Weight, int Count)>();
        for (int i = 0; i < wanted.Length; i++)
        {
            (double Sum, double Weight, int Count) block = (wanted[i] * weight[i], weight[i], 1);
            while (blocks.TryPeek(out var left) && left.Sum / left.Weight > block.Sum / block.Weight)
            {
                blocks.Pop();
                block = (left.Sum + block.Sum, left.Weight + block.Weight, left.Count + block.Count);
            }
            blocks.Push(block);
        }
        return [.. blocks.Reverse().SelectMany(b => Enumerable.Repeat(b.Sum / b.Weight, b.Count))];
    }

    private static double Distance(int left, int right, double[] width) =>
        (width[left] + width[right]) / 2 + (width[left] == 0 || width[right] == 0 ? WaypointGap : BoxGap);
}
