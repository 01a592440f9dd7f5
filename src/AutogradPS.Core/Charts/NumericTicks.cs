using ScottPlot;

namespace AutogradPS.Charts;

/// <summary>Ticks at 1, 2 or 5 times a power of ten, labelled with no more digits than they need.</summary>
/// <param name="spacing">The least distance between two ticks, in units.</param>
internal sealed class NumericTicks(float spacing) : ITickGenerator
{
    public Tick[] Ticks { get; set; } = [];

    public int MaxTickCount { get; set; } = 1000;

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle)
    {
        double low = Math.Min(range.Min, range.Max), high = Math.Max(range.Min, range.Max);
        Ticks = [.. Between(low, high, Math.Max(2, (int)(size.Length / spacing)))
            .Select(tick => Tick.Major(tick.Value, tick.Label))];
    }

    /// <summary>At most a number of round values in an interval, with their labels.</summary>
    public static IEnumerable<(double Value, string Label)> Between(double low, double high, int count)
    {
        if (!(high > low) || double.IsInfinity(high - low))
            yield break;
        double step = RoundUp((high - low) / count);
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        // Where the interval is narrower than the numbers' precision, ticks would repeat.
        if (step < largest * 1e-14)
            yield break;
        for (double index = Math.Ceiling(low / step - 1e-9); index * step <= high + step * 1e-9; index++)
            yield return (index * step, ChartText.Number(index * step, step, largest));
    }

    private static double RoundUp(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double leading = step / power;
        return power * (leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10);
    }
}
