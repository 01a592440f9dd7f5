using AutogradPS.Errors;

namespace AutogradPS.Charts;

/// <summary>A chart that cannot be drawn as asked. The message says what to do.</summary>
public sealed class ChartException : AutogradPSException
{
    private ChartException(string errorId, ErrorKind kind, string message, object? target = null, Exception? inner = null)
        : base(errorId, kind, message, target, inner)
    {
    }

    internal static ChartException UnknownFormat(string path) =>
        new("ChartFormatUnknown", ErrorKind.InvalidArgument, $"Charts are written as .png or .svg; '{path}' ends in neither. Change the ending of the file name.", path);

    internal static ChartException NothingToPlot(string what) =>
        new("NothingToPlot", ErrorKind.InvalidData, $"There is nothing to plot: {what}");

    internal static ChartException InvalidSize(string what, object value) =>
        new("ChartSizeInvalid", ErrorKind.LimitsExceeded, $"{what}, not {value}.", value);

    internal static ChartException InvalidShape(string message, object? target = null) =>
        new("ChartDataShape", ErrorKind.InvalidArgument, message, target);

    internal static ChartException NativeMissing(Exception error) =>
        new("SkiaMissing", ErrorKind.ResourceUnavailable,
            "The drawing library libSkiaSharp cannot be loaded, so no picture can be written. "
            + "Reinstall the module, or build it on this machine: its native folder must hold libSkiaSharp.", null, error);
}
