using ScottPlot;

namespace AutogradPS.Charts;

/// <summary>Ticks of a logarithmic axis, whose coordinates are common logarithms.</summary>
/// <param name="spacing">The least distance between two labelled ticks, in units.</param>
internal sealed class LogTicks(float spacing) : ITickGenerator
{
    public Tick[] Ticks { get; set; } = [];

    public int MaxTickCount { get; set; } = 1000;

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle)
    {
        double low = Math.Min(range.Min, range.Max), high = Math.Max(range.Min, range.Max);
        int count = Math.Max(2, (int)(size.Length / spacing));
        int powers = (int)(Math.Floor(high) - Math.Ceiling(low)) + 1;
        Ticks = powers >= 2 ? [.. Decades(low, high, count)]
            : high - low > 0.7 ? [.. OneTwoFive(low, high)]
            : [.. WithinDecade(low, high, count)];
    }

    private static IEnumerable<Tick> Decades(double low, double high, int count)
    {
        int step = Math.Max(1, (int)Math.Ceiling((high - low) / count));
        for (int power = (int)Math.Floor(low); power <= high; power++)
        {
            if (power >= low && power % step == 0)
                yield return Tick.Major(power, ChartText.PowerOfTen(power));
            else if (power >= low)
                yield return Tick.Minor(power);
            for (int digit = 2; step == 1 && digit <= 9; digit++)
            {
                double position = power + Math.Log10(digit);
                if (position >= low && position <= high)
                    yield return Tick.Minor(position);
            }
        }
    }

    private static IEnumerable<Tick> OneTwoFive(double low, double high)
    {
        for (int power = (int)Math.Floor(low); power <= high; power++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double position = power + Math.Log10(digit), value = digit * Math.Pow(10, power);
                if (position >= low && position <= high)
                    yield return digit is 1 or 2 or 5 ? Tick.Major(position, ChartText.Number(value, value, value)) : Tick.Minor(position);
            }
        }
    }

    // A short stretch is nearly linear: evenly spaced numbers say more.
    private static IEnumerable<Tick> WithinDecade(double low, double high, int count) =>
        NumericTicks.Between(Math.Pow(10, low), Math.Pow(10, high), count)
            .Where(tick => tick.Value > 0)
            .Select(tick => Tick.Major(Math.Log10(tick.Value), tick.Label));
}
