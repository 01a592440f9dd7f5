using System.Buffers.Binary;
using AutogradPS.Errors;

namespace AutogradPS.Data;

/// <summary>The header of an IDX file (LeCun's MNIST format): two zero bytes, a type, a rank, then big-endian sizes.</summary>
/// <param name="Dimensions">Sizes: [N] for labels, [N, rows, columns] or [N, channels, rows, columns] for images.</param>
internal sealed record IdxHeader(long[] Dimensions)
{
    private const byte UnsignedByte = 0x08;

    /// <summary>The bytes of the header itself.</summary>
    public int HeaderBytes => 4 + (4 * Dimensions.Length);

    /// <summary>The bytes that must follow; <see cref="long.MaxValue"/> when the sizes overflow.</summary>
    public long PayloadBytes
    {
        get
        {
            Int128 product = 1;
            foreach (long size in Dimensions)
            {
                product = Int128.Min(product * size, long.MaxValue);
            }

            return (long)product;
        }
    }

    /// <summary>Reads and checks a header.</summary>
    /// <exception cref="AutogradPSException">IdxMagicInvalid, IdxTypeUnsupported, IdxTruncated.</exception>
    public static IdxHeader Read(Stream stream, string path)
    {
        Span<byte> magic = stackalloc byte[4];
        Fill(stream, magic, path);
        if (magic[0] != 0 || magic[1] != 0 || magic[3] is 0 or > 4)
        {
            throw new AutogradPSException(
                "IdxMagicInvalid",
                ErrorKind.InvalidData,
                $"'{path}' is not an IDX file: it starts with {Convert.ToHexString(magic)}, an image file with 00000803. Give an IDX file such as train-images-idx3-ubyte.gz.",
                path);
        }

        if (magic[2] != UnsignedByte)
        {
            throw new AutogradPSException(
                "IdxTypeUnsupported",
                ErrorKind.InvalidData,
                $"'{path}' is an IDX file of type 0x{magic[2]:X2}; images are unsigned bytes, type 0x08.",
                path);
        }

        long[] dimensions = new long[magic[3]];
        Span<byte> word = stackalloc byte[4];
        for (int i = 0; i < dimensions.Length; i++)
        {
            Fill(stream, word, path);
            dimensions[i] = BinaryPrimitives.ReadUInt32BigEndian(word);
        }

        return new IdxHeader(dimensions);
    }

    private static void Fill(Stream stream, Span<byte> destination, string path)
    {
        if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
        {
            throw IdxFile.Truncated(path, "its header is not complete");
        }
    }
}
