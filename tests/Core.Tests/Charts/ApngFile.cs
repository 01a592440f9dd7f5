using System.Buffers.Binary;
using System.Text;

namespace AutogradPS.Tests.Charts;

/// <summary>Reads animated PNG files by the specification, checksums included.</summary>
internal static class ApngFile
{
    /// <summary>Each frame as a PNG file of its own.</summary>
    public static IReadOnlyList<byte[]> Frames(byte[] png)
    {
        (string Type, byte[] Data)[] chunks = [.. Chunks(png)];
        List<List<byte[]>> frames = [];
        foreach ((string type, byte[] data) in chunks)
        {
            if (type == "fcTL") frames.Add([]);
            if (type == "IDAT") frames[^1].Add(data);
            if (type == "fdAT") frames[^1].Add(data[4..]);
        }
        Assert.Equal(frames.Count, BinaryPrimitives.ReadInt32BigEndian(chunks.Single(chunk => chunk.Type == "acTL").Data));
        return [.. frames.Select(frame => File(png, chunks[0].Data, frame))];
    }

    public static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        for (int position = 8; position < png.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(position));
            byte[] body = png[(position + 4)..(position + 8 + length)];
            Assert.Equal(Crc32(body), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(position + 8 + length)));
            yield return (Encoding.ASCII.GetString(body, 0, 4), body[4..]);
            position += length + 12;
        }
    }

    private static void WriteChunk(Stream output, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, (uint)data.Length);
        output.Write(number);
        output.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        output.Write(number);
    }

    // Bit by bit, as the PNG specification defines it: slow, and independent of the table in the product.
    private static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }
        return ~crc;
    }

    private static byte[] File(byte[] animation, byte[] header, IEnumerable<byte[]> data)
    {
        using MemoryStream png = new();
        png.Write(animation.AsSpan(0, 8));
        WriteChunk(png, "IHDR", header);
        foreach (byte[] part in data) WriteChunk(png, "IDAT", part);
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }
}
