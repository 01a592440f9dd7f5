using AutogradPS.Errors;

namespace AutogradPS.Data;

/// <summary>Errors that several readers share.</summary>
internal static class DataErrors
{
    public static AutogradPSException NotFound(string path) => new(
        "DatasetNotFound", ErrorKind.ObjectNotFound, $"There is no file or folder '{path}'. Check the path.", path);

    public static AutogradPSException Unreadable(string path, Exception cause) => new(
        "DatasetUnreadable", ErrorKind.ResourceUnavailable, $"'{path}' cannot be read: {cause.Message}", path, cause);

    public static AutogradPSException TooLarge(string path, long bytes, long limit, string advice) => new(
        "DatasetTooLarge",
        ErrorKind.LimitsExceeded,
        FormattableString.Invariant($"'{path}' holds {bytes / 1048576.0:N0} MiB, more than the {limit / 1048576.0:N0} MiB a data set may take in memory. {advice}"),
        path);
}
