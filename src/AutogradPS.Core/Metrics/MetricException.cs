using AutogradPS.Errors;
using CsvHelper;

namespace AutogradPS.Metrics;

/// <summary>Metrics that cannot be read, written or used as asked. The message says what to do.</summary>
public sealed class MetricException : AutogradPSException
{
    private MetricException(string errorId, ErrorKind kind, string message, object? target = null, Exception? inner = null)
        : base(errorId, kind, message, target, inner)
    {
    }

    internal static MetricException FileNotFound(string path, Exception error) =>
        new("MetricFileNotFound", ErrorKind.ObjectNotFound, $"There is no metric file '{path}'. Check the path; a run directory holds its metrics in metrics.csv.", path, error);

    internal static MetricException Unreadable(string path, Exception error) =>
        new("MetricFileUnreadable", ErrorKind.ReadError, $"The metric file '{path}' cannot be read: {error.Message}", path, error);

    internal static MetricException EmptyFile(string path) =>
        new("MetricFileEmpty", ErrorKind.InvalidData, $"The metric file '{path}' is empty: not even a header. Check that it is the right file and that its run has started.", path);

    internal static MetricException Encoding(string path, Exception? error = null) =>
        new("MetricFileEncoding", ErrorKind.InvalidData, $"The file '{path}' is not UTF-8 text. Save it as UTF-8, or as UTF-16 with a byte order mark.", path, error);

    internal static MetricException Malformed(string path, CsvFormatException error) =>
        new("MetricFileMalformed", ErrorKind.InvalidData,
            $"The file '{path}' is not a well-formed table at line {error.LineNumber}: {error.Message} "
            + "Mend or remove that line; a last line that is too short was cut off while it was written.",
            path, error);

    internal static MetricException MalformedEnd(string path, CsvFormatException error) =>
        new("MetricFileMalformed", ErrorKind.InvalidData,
            $"The last line of the file '{path}' does not fit its header: {error.Message} Mend or remove that line.", path, error);

    internal static MetricException EmptyHeader(int column, string? path) =>
        new("MetricHeaderEmpty", ErrorKind.InvalidData, $"Column {column + 1}{In(path)} has no name. Give every column a name in the first line.", path);

    internal static MetricException DuplicateHeader(string name, string? path) =>
        new("MetricHeaderDuplicate", ErrorKind.InvalidData, $"The column name '{name}'{In(path)} occurs twice (names ignore case). Rename one of the two.", name);

    internal static MetricException HeaderDiffers(string path, IReadOnlyList<string> found, IReadOnlyList<string> wanted) =>
        new("MetricHeaderDiffers", ErrorKind.InvalidData,
            $"The file '{path}' has other columns ({string.Join(", ", found)}) than the rows to add ({string.Join(", ", wanted)}). "
            + "Write to a new file instead.",
            path);

    internal static MetricException RowLength() =>
        new("MetricRowLength", ErrorKind.InvalidArgument, "Every row needs as many cells as there are columns.");

    internal static MetricException NoSuchColumn(string column, IEnumerable<string> columns) =>
        new("MetricNotFound", ErrorKind.ObjectNotFound, $"There is no metric '{column}'. There are: {string.Join(", ", columns)}.", column);

    internal static MetricException NotNumeric(string column, object? cell) =>
        new("MetricNotNumeric", ErrorKind.InvalidData, $"The metric '{column}' holds '{cell}', which is not a number. Choose a column of numbers.", column);

    internal static void ThrowIfDifferent(string path, IReadOnlyList<string> found, IReadOnlyList<string> wanted)
    {
        if (!found.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(wanted))
            throw HeaderDiffers(path, found, wanted);
    }

    private static string In(string? path) => path is null ? "" : $" in '{path}'";
}
