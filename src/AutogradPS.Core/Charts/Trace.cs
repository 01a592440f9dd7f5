namespace AutogradPS.Charts;

/// <summary>Turns a series into the pieces of a line that can be drawn: without gaps, and with no more points than the eye sees.</summary>
internal static class Trace
{
    /// <summary>Cuts a line wherever a coordinate is not finite.</summary>
    public static IEnumerable<(double X, double Y)[]> Pieces(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        List<(double, double)> piece = [];
        for (int index = 0; index < x.Count; index++)
        {
            if (double.IsFinite(x[index]) && double.IsFinite(y[index]))
            {
                piece.Add((x[index], y[index]));
            }
            else if (piece.Count > 0)
            {
                yield return [.. piece];
                piece.Clear();
            }
        }
        if (piece.Count > 0)
            yield return [.. piece];
    }

    /// <summary>
    /// Thins a line to its first, lowest, highest and last point in each of a number of equal stretches of it, which
    /// draws the same envelope.
    /// </summary>
    public static (double X, double Y)[] Thin((double X, double Y)[] line, int stretches)
    {
        if (line.Length <= 4 * stretches)
            return line;
        List<(double X, double Y)> kept = new(4 * stretches);
        for (int stretch = 0; stretch < stretches; stretch++)
        {
            int start = (int)((long)line.Length * stretch / stretches), end = (int)((long)line.Length * (stretch + 1) / stretches);
            int lowest = start, highest = start;
            for (int index = start; index < end; index++)
            {
                if (line[index].Y < line[lowest].Y)
                    lowest = index;
                if (line[index].Y > line[highest].Y)
                    highest = index;
            }
            kept.AddRange(new SortedSet<int> { start, lowest, highest, end - 1 }.Select(index => line[index]));
        }
        return [.. kept];
    }
}
