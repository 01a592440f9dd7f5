using System.Text.Json.Serialization;
using AutogradPS.Errors;

namespace AutogradPS.Data;

/// <summary>How a data set is read from files.</summary>
public sealed record DatasetOptions
{
    /// <summary>For a folder of images: crop each to its central square and resize it to this height and width.</summary>
    public int? ImageSize { get; init; }

    /// <summary>For a folder of images: one channel of luminance instead of three of colour.</summary>
    public bool Grayscale { get; init; }

    /// <summary>For a CSV file: the columns to read, by name, in order; all when empty.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>How many rows, chosen by a fixed shuffle, are kept back for evaluation.</summary>
    public long HeldOut { get; init; }

    /// <summary>
    /// The most bytes to hold in memory; larger sets are read from disk as training goes. A quarter of the
    /// memory there is, by default.
    /// </summary>
    [JsonIgnore] // this machine's
    public long MemoryLimit { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Refuses options that what lies at <paramref name="path"/> has no use for.</summary>
    internal void RefuseUnused(string path, bool images, bool columns)
    {
        if (!images && (ImageSize is not null || Grayscale))
        {
            throw Unused("An image size and grayscale are for a folder of images", path);
        }

        if (!columns && Columns.Count > 0)
        {
            throw Unused("Columns are for a CSV file", path);
        }
    }

    private static AutogradPSException Unused(string rule, string path) =>
        new("DatasetOptionUnused", ErrorKind.InvalidArgument, $"{rule}; '{path}' is none. Leave them out.", path);
}
