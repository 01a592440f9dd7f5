namespace AutogradPS.Charts;

/// <summary>A sample in the plane.</summary>
public readonly record struct SamplePoint(double X, double Y)
{
    /// <summary>Whether both coordinates are finite, so that the sample has a place in a chart.</summary>
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}
