using System.Globalization;
using AutogradPS.Errors;

namespace AutogradPS.Data;

/// <summary>CIFAR-10 in its binary version: records of a label and 3,072 bytes, red, green and blue planes of 32x32.</summary>
internal static class CifarFolder
{
    private const int Pixels = 3 * 32 * 32;
    private const int LabelBytes = 1;
    private const int TrainingFiles = 5;

    /// <summary>Whether the folder holds the first training file.</summary>
    public static bool Matches(string folder) => File.Exists(TrainingPath(folder, 1));

    /// <summary>Opens data_batch_1.bin to data_batch_5.bin; test_batch.bin, where present, serves evaluation.</summary>
    public static RowDataset Open(string folder, string name, DatasetOptions options)
    {
        string[] paths = [.. Enumerable.Range(1, TrainingFiles).Select(number => TrainingPath(folder, number))];
        string? missing = Array.Find(paths, path => !File.Exists(path));
        if (missing is not null)
        {
            throw new AutogradPSException(
                "CifarIncomplete",
                ErrorKind.ObjectNotFound,
                $"CIFAR-10 needs data_batch_1.bin to data_batch_5.bin; '{missing}' is missing. Unpack cifar-10-binary.tar.gz again.",
                missing);
        }

        IRowStore training = OpenFiles(paths, options);
        string testPath = Path.Combine(folder, "test_batch.bin");
        try
        {
            return options.HeldOut == 0 && File.Exists(testPath)
                ? RowDataset.WithTestSplit(name, folder, training, OpenFiles([testPath], options))
                : RowDataset.Split(name, folder, training, options.HeldOut);
        }
        catch
        {
            training.Dispose();
            throw;
        }
    }

    /// <summary>Opens one file of records.</summary>
    public static IRowStore OpenFile(string path, DatasetOptions options) => OpenFiles([path], options);

    private static IRowStore OpenFiles(IEnumerable<string> paths, DatasetOptions options)
    {
        FileRows rows = new([.. paths.Select(Inspect)], [3, 32, 32]);
        if (rows.TotalBytes > options.MemoryLimit)
        {
            return rows;
        }

        using (rows)
        {
            return rows.Load();
        }
    }

    private static RecordFile Inspect(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            (long count, long rest) = Math.DivRem(file.Length, LabelBytes + Pixels);
            if (count == 0 || rest != 0)
            {
                throw new AutogradPSException(
                    "CifarSizeMismatch",
                    ErrorKind.InvalidData,
                    $"'{path}' has {file.Length} bytes, not a whole number of CIFAR-10 records of 3,073 bytes. Unpack the binary version of CIFAR-10 again.",
                    path);
            }

            CheckLabels(file, path, count);
            return new RecordFile(path, 0, LabelBytes, count);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataErrors.Unreadable(path, error);
        }
    }

    // A label above 9 tells a file of another kind whose length happens to fit. The first and the last record will do.
    private static void CheckLabels(FileStream file, string path, long count)
    {
        foreach (long record in new[] { 0, count - 1 })
        {
            file.Position = record * (LabelBytes + Pixels);
            int label = file.ReadByte();
            if (label > 9)
            {
                throw new AutogradPSException(
                    "CifarLabelInvalid",
                    ErrorKind.InvalidData,
                    $"'{path}' is not a CIFAR-10 file: record {record} has label {label}, labels are 0 to 9.",
                    path);
            }
        }
    }

    private static string TrainingPath(string folder, int number) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"data_batch_{number}.bin"));
}
