namespace AutogradPS.Charts;

/// <summary>Says what is wrong where Skia's native library cannot be loaded.</summary>
internal static class SkiaNative
{
    /// <summary>Runs something that draws.</summary>
    /// <exception cref="ChartException">SkiaMissing.</exception>
    public static T Use<T>(Func<T> draw)
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
