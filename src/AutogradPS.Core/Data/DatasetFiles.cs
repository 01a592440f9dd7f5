using AutogradPS.Native;

namespace AutogradPS.Data;

/// <summary>Opens data sets from paths, finding out what lies there.</summary>
public static class DatasetFiles
{
    /// <summary>
    /// Opens a file (IDX images, plain or .gz; CIFAR-10 records, .bin; numbers, .csv or .tsv) or a folder
    /// (of IDX files, of CIFAR-10 files, or of images).
    /// </summary>
    /// <exception cref="Errors.AutogradPSException">DatasetNotFound, and the errors of each format.</exception>
    public static Dataset Open(string path, DatasetOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return OpenNamed(full, Path.GetFileName(full), options ?? new DatasetOptions());
    }

    internal static Dataset OpenNamed(string path, string name, DatasetOptions options)
    {
        TorchRuntime.EnsureLoaded();
        RowDataset dataset = Directory.Exists(path) ? OpenFolder(path, name, options)
            : File.Exists(path) ? OpenFile(path, name, options)
            : throw DataErrors.NotFound(path);
        dataset.Options = options;
        return dataset;
    }

    private static RowDataset OpenFolder(string path, string name, DatasetOptions options)
    {
        bool idx = IdxFolder.Matches(path);
        bool cifar = !idx && CifarFolder.Matches(path);
        options.RefuseUnused(path, images: !idx && !cifar, columns: false);
        return idx ? IdxFolder.Open(path, name, options)
            : cifar ? CifarFolder.Open(path, name, options)
            : ImageFolder.Open(path, name, options);
    }

    private static RowDataset OpenFile(string path, string name, DatasetOptions options)
    {
        string extension = Path.GetExtension(path).ToUpperInvariant();
        bool csv = extension is ".CSV" or ".TSV";
        options.RefuseUnused(path, images: false, columns: csv);
        IRowStore rows = csv ? CsvNumbers.Read(path, options)
            : extension is ".BIN" ? CifarFolder.OpenFile(path, options)
            : IdxFile.OpenImages(path, options.MemoryLimit);
        try
        {
            return RowDataset.Split(name, path, rows, options.HeldOut);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}
