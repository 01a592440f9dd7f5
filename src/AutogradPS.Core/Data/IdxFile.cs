using AutogradPS.Errors;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Reads IDX image files, plain or gzip-compressed, trusting nothing that their header says.</summary>
internal static class IdxFile
{
    // Deflate cannot expand a byte to more than this (zlib's technical details): the bound on what a header may claim.
    private const long LargestExpansion = 1032;

    /// <summary>Opens an image file: in memory where it fits <paramref name="memoryLimit"/>, otherwise left on the disk.</summary>
    public static IRowStore OpenImages(string path, long memoryLimit)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return IsGzip(file) ? OpenCompressed(file, path, memoryLimit) : OpenPlain(file, path, memoryLimit);
        }
        catch (Exception error) when (error is SharpZipBaseException or EndOfStreamException)
        {
            throw Damaged(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataErrors.Unreadable(path, error);
        }
    }

    /// <summary>The number of labels that the label file beside the images announces.</summary>
    public static long CountLabels(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using Stream content = IsGzip(file) ? Decompress(file) : file;
            IdxHeader header = IdxHeader.Read(content, path);
            return header.Dimensions.Length == 1
                ? header.Dimensions[0]
                : throw new AutogradPSException(
                    "IdxShapeInvalid", ErrorKind.InvalidData, $"'{path}' is not a label file: it has {header.Dimensions.Length} dimensions, labels have 1.", path);
        }
        catch (Exception error) when (error is SharpZipBaseException or EndOfStreamException)
        {
            throw Damaged(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataErrors.Unreadable(path, error);
        }
    }

    internal static AutogradPSException Truncated(string path, string what) => new(
        "IdxTruncated", ErrorKind.InvalidData, $"'{path}' is cut short: {what}. Copy or download it again.", path);

    private static AutogradPSException Damaged(string path, Exception cause) => new(
        "GzipDamaged", ErrorKind.InvalidData, $"'{path}' is a damaged gzip file ({cause.Message}). Copy or download it again.", path, cause);

    // .NET's GZipStream takes a file that is cut short for a complete one; this reader does not.
    private static GZipInputStream Decompress(FileStream file) => new(file, 1 << 16);

    private static bool IsGzip(FileStream file)
    {
        bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return gzip;
    }

    private static IRowStore OpenPlain(FileStream file, string path, long memoryLimit)
    {
        IdxHeader header = ReadImageHeader(file, path);
        long expected = header.PayloadBytes;
        long actual = file.Length - header.HeaderBytes;
        if (actual < expected)
        {
            throw Truncated(path, $"its header announces {expected} bytes of pixels, {actual} follow");
        }

        if (actual > expected)
        {
            throw SizeMismatch(path, expected);
        }

        FileRows rows = new([new RecordFile(path, header.HeaderBytes, 0, header.Dimensions[0])], RowShape(header));
        if (rows.TotalBytes > memoryLimit)
        {
            return rows;
        }

        using (rows)
        {
            return rows.Load();
        }
    }

    private static TensorRows OpenCompressed(FileStream file, string path, long memoryLimit)
    {
        using GZipInputStream content = Decompress(file);
        IdxHeader header = ReadImageHeader(content, path);
        long expected = header.PayloadBytes;
        if (expected / LargestExpansion > file.Length)
        {
            throw Truncated(path, $"its header announces {expected} bytes of pixels, which {file.Length} bytes of gzip cannot hold");
        }

        if (expected > memoryLimit)
        {
            throw DataErrors.TooLarge(path, expected, memoryLimit, "Decompress it first (gunzip): a plain file is read from disk as training goes.");
        }

        Tensor data = empty([header.Dimensions[0], .. RowShape(header)], dtype: ScalarType.Byte).DetachFromDisposeScope();
        try
        {
            foreach (Tensor block in TensorRows.Blocks(data))
            {
                Span<byte> bytes = block.bytes;
                if (content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                {
                    throw Truncated(path, $"its header announces {expected} bytes of pixels, fewer follow");
                }
            }

            // Reading past the end also verifies gzip's checksum.
            return content.ReadByte() < 0 ? new TensorRows(data) : throw SizeMismatch(path, expected);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static IdxHeader ReadImageHeader(Stream stream, string path)
    {
        IdxHeader header = IdxHeader.Read(stream, path);
        if (header.Dimensions.Length is not (3 or 4))
        {
            string what = header.Dimensions.Length == 1 ? "It is a label file; give the file of images" : "Give a file of images";
            throw new AutogradPSException(
                "IdxShapeInvalid",
                ErrorKind.InvalidData,
                $"'{path}' has {header.Dimensions.Length} dimensions; images have 3 (count, rows, columns) or 4. {what}.",
                path);
        }

        // A row is addressed by an int; 2^28 bytes are an image of 16,384 x 16,384.
        if (header.Dimensions.Any(size => size == 0) || (header with { Dimensions = header.Dimensions[1..] }).PayloadBytes > 1L << 28)
        {
            throw new AutogradPSException(
                "IdxShapeInvalid",
                ErrorKind.InvalidData,
                $"'{path}' announces images of impossible size, [{string.Join(", ", header.Dimensions)}].",
                path);
        }

        return header;
    }

    private static long[] RowShape(IdxHeader header) =>
        header.Dimensions.Length == 3 ? [1, .. header.Dimensions[1..]] : header.Dimensions[1..];

    private static AutogradPSException SizeMismatch(string path, long expected) => new(
        "IdxSizeMismatch",
        ErrorKind.InvalidData,
        $"'{path}' does not fit its header, which announces {expected} bytes of pixels; more follow. Copy or download it again.",
        path);
}
