using System.Globalization;
using AutogradPS.Errors;

namespace AutogradPS.Data;

/// <summary>A folder with the files of MNIST and its relatives: images and labels, for training and for testing.</summary>
internal static class IdxFolder
{
    private const string TrainingImages = "train-images";
    private const string TestImages = "t10k-images";

    // Distributors write train-images-idx3-ubyte or train-images.idx3-ubyte, plain or .gz.
    private static readonly string[] Endings = ["-idx{0}-ubyte", ".idx{0}-ubyte", "-idx{0}-ubyte.gz", ".idx{0}-ubyte.gz"];

    /// <summary>Whether the folder holds training images.</summary>
    public static bool Matches(string folder) => Find(folder, TrainingImages, 3) is not null;

    /// <summary>Opens the folder; the test images, where present, are the set's evaluation samples.</summary>
    public static RowDataset Open(string folder, string name, DatasetOptions options)
    {
        string trainingPath = Find(folder, TrainingImages, 3) ?? throw DataErrors.NotFound(Path.Combine(folder, TrainingImages + "-idx3-ubyte"));
        IRowStore training = OpenChecked(folder, trainingPath, options);
        try
        {
            if (options.HeldOut == 0 && Find(folder, TestImages, 3) is string testPath)
            {
                IRowStore test = OpenChecked(folder, testPath, options);
                return RowDataset.WithTestSplit(name, folder, training, test);
            }

            return RowDataset.Split(name, folder, training, options.HeldOut);
        }
        catch
        {
            training.Dispose();
            throw;
        }
    }

    private static IRowStore OpenChecked(string folder, string imagePath, DatasetOptions options)
    {
        IRowStore images = IdxFile.OpenImages(imagePath, options.MemoryLimit);
        try
        {
            string labelName = Path.GetFileName(imagePath).StartsWith(TestImages, StringComparison.Ordinal) ? "t10k-labels" : "train-labels";
            if (Find(folder, labelName, 1) is string labelPath && IdxFile.CountLabels(labelPath) is long labels && labels != images.Count)
            {
                throw new AutogradPSException(
                    "IdxLabelMismatch",
                    ErrorKind.InvalidData,
                    $"'{labelPath}' announces {labels} labels for the {images.Count} images of '{imagePath}'. The files do not belong together.",
                    labelPath);
            }

            return images;
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }

    private static string? Find(string folder, string stem, int rank) =>
        Endings
            .Select(ending => Path.Combine(folder, stem + string.Format(CultureInfo.InvariantCulture, ending, rank)))
            .FirstOrDefault(File.Exists);
}
