using AutogradPS.Autograd.Graphs.Drawing;

namespace AutogradPS.Tests.Autograd.Graphs;

public class LayoutTests
{
    [Fact]
    public void ArrowsPointDownOneLayerAtATime()
    {
        Layers layers = Layers.Of(4, [(0, 1), (1, 2), (0, 2), (3, 2)]);
        int[] layerOf = new int[layers.Above.Length];
        for (int k = 0; k < layers.Rows.Length; k++)
            foreach (int node in layers.Rows[k]) layerOf[node] = k;
        Assert.All(layers.Paths, path => Assert.All(path.Skip(1).Zip(path), step => Assert.Equal(layerOf[step.Second] + 1, layerOf[step.First])));
        Assert.Equal(1, layerOf[3]); // a leaf stands right above its operation
        Assert.Equal(3, layers.Paths[2].Length); // 0 to 2 passes one waypoint
    }

    [Fact]
    public void CrossingsThatCanGoAreGone()
    {
        // Two crossing chains: 0 -> 3, 1 -> 2 (rows 0 1 / 2 3).
        Layers layers = Layers.Of(4, [(0, 3), (1, 2)]);
        CrossingReduction.Apply(layers);
        var position = new double[4];
        foreach (List<int> row in layers.Rows)
            for (int i = 0; i < row.Count; i++) position[row[i]] = i;
        Assert.Equal(0, CrossingReduction.Crossings(layers, position));
    }

    [Fact]
    public void CrossingsAreCountedAsInTheDefinition()
    {
        Layers layers = Layers.Of(6, [(0, 3), (0, 5), (1, 3), (1, 4), (2, 3), (2, 4), (2, 5)]);
        double[] position = [0, 1, 2, 0, 1, 2];
        var edges = layers.Paths.Select(p => (From: position[p[0]], To: position[p[1]])).ToArray();
        long expected = edges.SelectMany((a, i) => edges.Skip(i + 1).Select(b => (a, b))).Count(p => (p.a.From - p.b.From) * (p.a.To - p.b.To) < 0);
        Assert.Equal(expected, CrossingReduction.Crossings(layers, position));
    }

    [Fact]
    public void PoolingGivesTheNearestNonDecreasingSequence()
    {
        Assert.Equal([1.0, 2.5, 2.5, 4], Placement.NonDecreasing([1, 3, 2, 4], [1, 1, 1, 1]));
        Assert.Equal([2.0, 2, 2], Placement.NonDecreasing([3, 2, 1], [1, 1, 1]));
        Assert.Equal([1.25, 1.25], Placement.NonDecreasing([2, 1], [1, 3]));
    }
}
