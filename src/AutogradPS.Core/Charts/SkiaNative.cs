namespace AutogradPS.Charts;

/// <summary>Where all drawing goes through: one at a time, and with advice where Skia's native library cannot be loaded.</summary>
internal static class SkiaNative
{
    // ScottPlot draws with paths and paints that the whole process shares: two charts at once, as of two training jobs, end the process.
    private static readonly object Gate = new();

    /// <summary>Runs something that draws.</summary>
    /// <exception cref="ChartException">SkiaMissing.</exception>
    public static T Use<T>(Func<T> draw)
    {
        // The lock around the filter: within it, .NET 10 was seen to keep the lock when an error passed by.
        lock (Gate)
        {
            try
            {
                return draw();
            }
            catch (Exception error) when (error.GetBaseException() is DllNotFoundException or BadImageFormatException)
            {
                throw ChartException.NativeMissing(error);
            }
        }
    }
}
