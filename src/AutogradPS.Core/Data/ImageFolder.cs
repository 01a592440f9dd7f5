using AutogradPS.Errors;
using SkiaSharp;

namespace AutogradPS.Data;

/// <summary>A folder of image files, subfolders included.</summary>
internal static class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"];

    /// <summary>Opens the folder; the images are those files whose extension says so, in the order of their names.</summary>
    /// <exception cref="AutogradPSException">ImagesNotFound, ImageUnreadable, ImageSizeInvalid.</exception>
    public static RowDataset Open(string folder, string name, DatasetOptions options)
    {
        if (options.ImageSize is < 1 or > 4096)
        {
            throw new AutogradPSException(
                "ImageSizeInvalid", ErrorKind.InvalidArgument, $"An image size is 1 to 4096 pixels; it was {options.ImageSize}.", options.ImageSize);
        }

        string[] files = List(folder);
        if (files.Length == 0)
        {
            throw new AutogradPSException(
                "ImagesNotFound",
                ErrorKind.ObjectNotFound,
                $"'{folder}' has no images ({string.Join(", ", Extensions)}), no IDX files (train-images-idx3-ubyte) and no CIFAR-10 files (data_batch_1.bin). Give a folder that has.",
                folder);
        }

        SKSizeI first = ImageDecoder.Measure(Path.Combine(folder, files[0]));
        SKSizeI size = options.ImageSize is int side ? new SKSizeI(side, side) : first;
        ImageRows rows = new(folder, files, size, options.Grayscale ? 1 : 3, crop: options.ImageSize is not null);
        return RowDataset.Split(name, folder, rows, options.HeldOut);
    }

    private static string[] List(string folder)
    {
        try
        {
            EnumerationOptions everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = false };
            string[] files =
            [
                .. Directory.EnumerateFiles(folder, "*", everywhere)
                    .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                    .Select(file => Path.GetRelativePath(folder, file)),
            ];
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataErrors.Unreadable(folder, error);
        }
    }
}
