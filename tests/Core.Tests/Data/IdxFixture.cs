using System.Buffers.Binary;
using System.IO.Compression;

namespace AutogradPS.Tests.Data;

/// <summary>Writes small IDX files whose bytes are known.</summary>
internal static class IdxFixture
{
    /// <summary>Pixel <paramref name="i"/> of every fixture.</summary>
    public static byte Pixel(long i) => (byte)((i * 37) + (i >> 8));

    public static byte[] Images(int count, int rows, int columns) => File(0x08, [count, rows, columns], count * rows * columns);

    public static byte[] Labels(int count) => File(0x08, [count], count);

    public static byte[] File(byte type, int[] sizes, int payload)
    {
        byte[] bytes = new byte[4 + (4 * sizes.Length) + payload];
        bytes[2] = type;
        bytes[3] = (byte)sizes.Length;
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), sizes[i]);
        }

        for (int i = 0; i < payload; i++)
        {
            bytes[^(payload - i)] = Pixel(i);
        }

        return bytes;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
