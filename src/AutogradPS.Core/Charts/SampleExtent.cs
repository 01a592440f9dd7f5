namespace AutogradPS.Charts;

/// <summary>A rectangle of the plane.</summary>
public sealed record SampleExtent(double Left, double Right, double Bottom, double Top)
{
    /// <summary>The part that lies in another one too; null where they have none in common.</summary>
    public SampleExtent? Within(SampleExtent other)
    {
        ArgumentNullException.ThrowIfNull(other);
        SampleExtent both = new(Math.Max(Left, other.Left), Math.Min(Right, other.Right), Math.Max(Bottom, other.Bottom), Math.Min(Top, other.Top));
        return both.Left < both.Right && both.Bottom < both.Top ? both : null;
    }

    /// <summary>The square around the finite ones of some points, with a margin of a tenth on each side.</summary>
    /// <exception cref="ChartException">No point is finite.</exception>
    public static SampleExtent Around(IEnumerable<SamplePoint> points)
    {
        SamplePoint[] finite = [.. points.Where(point => point.IsFinite)];
        if (finite.Length == 0)
            throw ChartException.NothingToPlot("no sample has finite coordinates.");
        double left = finite.Min(point => point.X), right = finite.Max(point => point.X);
        double bottom = finite.Min(point => point.Y), top = finite.Max(point => point.Y);
        double half = Math.Max(right - left, top - bottom) / 2 * 1.2;
        // A single sample, or copies of one, still need a neighbourhood.
        if (half <= 1e-9 * Math.Max(Math.Abs(left), Math.Abs(top)))
            half = Math.Max(0.5, 0.1 * Math.Max(Math.Abs(left), Math.Abs(top)));
        double x = left / 2 + right / 2, y = bottom / 2 + top / 2;
        return new SampleExtent(x - half, x + half, y - half, y + half);
    }
}
