using System.Buffers.Binary;
using System.Security.Cryptography;
using SkiaSharp;

namespace AutogradPS.Data;

/// <summary>Rows that are image files, decoded when a batch needs them, several at once.</summary>
internal sealed class ImageRows(string folder, string[] files, SKSizeI size, int channels, bool crop)
    : ByteRows(files.LongLength, [channels, size.Height, size.Width])
{
    // Beyond this, hashing every byte would delay a training by minutes.
    private const long LargestHashedBytes = 1L << 30;

    protected override int Parallelism => Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>A hash of names and contents; of names and lengths ("sha256-of-lengths:") where the folder is over 1 GiB.</summary>
    public override string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendText($"images [{string.Join(", ", RowShape)}]");
        long[] lengths = [.. files.Select(file => new FileInfo(Path.Combine(folder, file)).Length)];
        bool whole = lengths.Sum() <= LargestHashedBytes;
        Span<byte> length = stackalloc byte[sizeof(long)];
        for (int i = 0; i < files.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(length, lengths[i]);
            hash.AppendText(files[i].Replace('\\', '/'));
            hash.AppendData(length);
            if (whole)
            {
                hash.AppendData(File.ReadAllBytes(Path.Combine(folder, files[i])));
            }
        }

        string digest = DataHash.Finish(hash);
        return whole ? digest : digest.Replace("sha256:", "sha256-of-lengths:", StringComparison.Ordinal);
    }

    protected override void ReadRow(long row, Span<byte> destination) =>
        ImageDecoder.Decode(Path.Combine(folder, files[row]), size, crop, destination);
}
