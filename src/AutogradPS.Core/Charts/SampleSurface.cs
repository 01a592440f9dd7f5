namespace AutogradPS.Charts;

/// <summary>A function of two variables on a regular grid, such as the critic over the plane of 2-D samples.</summary>
/// <param name="Values">The values: <c>Values[row, column]</c>, row 0 at the least y, column 0 at the least x.</param>
/// <param name="Extent">The positions of the outermost grid points.</param>
public sealed record SampleSurface(double[,] Values, SampleExtent Extent)
{
    /// <summary>What the values are, for the colour bar.</summary>
    public string Label { get; init; } = "Critic value";

    /// <summary>Evaluates a function on a grid.</summary>
    /// <param name="extent">The positions of the outermost grid points.</param>
    /// <param name="points">The number of grid points a side, at least 2.</param>
    /// <param name="function">Takes all points of the grid and gives their values in the same order.</param>
    public static SampleSurface Evaluate(SampleExtent extent, int points, Func<IReadOnlyList<SamplePoint>, IReadOnlyList<double>> function)
    {
        ArgumentNullException.ThrowIfNull(extent);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        SamplePoint[] grid = [.. Enumerable.Range(0, points * points).Select(index => new SamplePoint(
            extent.Left + (extent.Right - extent.Left) * (index % points) / (points - 1),
            extent.Bottom + (extent.Top - extent.Bottom) * (index / points) / (points - 1)))];
        IReadOnlyList<double> values = function(grid);
        if (values.Count != grid.Length)
            throw ChartException.InvalidShape($"The function gave {values.Count} values for {grid.Length} points. It must give one value a point.");

        double[,] surface = new double[points, points];
        for (int index = 0; index < grid.Length; index++)
            surface[index / points, index % points] = values[index];
        return new SampleSurface(surface, extent);
    }
}
