using System.Buffers.Binary;

namespace AutogradPS.Charts;

/// <summary>
/// Puts pictures of one size together into an animation (APNG: a PNG file that browsers, viewers and slides play, and
/// that shows its first picture elsewhere).
/// </summary>
/// <remarks>
/// SkiaSharp reads GIF and animated WebP but writes neither. An animated PNG needs no encoder of our own: the frames are
/// the PNG files that Skia writes, with their compressed data moved into frame chunks as the PNG specification
/// (third edition, section 11.3.6) lays down.
/// </remarks>
public static class AnimatedPng
{
    private static readonly byte[] Signature = [137, 80, 78, 71, 13, 10, 26, 10];
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcEntry)];

    /// <summary>Joins frames.</summary>
    /// <param name="frames">PNG files of one size and colour type, as <see cref="ChartFile.ToPng"/> gives them.</param>
    /// <param name="delay">How long each frame stays, 10 milliseconds to a minute. The last one stays four times as long.</param>
    /// <returns>The animation, which repeats for ever.</returns>
    /// <exception cref="ChartException">There is no frame, or their sizes differ.</exception>
    public static byte[] Join(IReadOnlyList<byte[]> frames, TimeSpan delay)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Count == 0)
            throw ChartException.NothingToPlot("an animation needs at least one frame.");
        if (delay < TimeSpan.FromMilliseconds(10) || delay > TimeSpan.FromMinutes(1))
            throw ChartException.InvalidSize("The delay must be 10 milliseconds to a minute", delay);

        byte[] header = Chunks(frames[0]).First(chunk => chunk.Type == "IHDR").Data;
        using MemoryStream output = new();
        output.Write(Signature);
        Write(output, "IHDR", header);
        Write(output, "acTL", [.. BigEndian((uint)frames.Count), .. BigEndian(0)]);
        uint sequence = 0;
        for (int index = 0; index < frames.Count; index++)
        {
            (string Type, byte[] Data)[] chunks = [.. Chunks(frames[index])];
            if (!chunks.First(chunk => chunk.Type == "IHDR").Data.AsSpan().SequenceEqual(header))
                throw ChartException.InvalidShape($"Frame {index + 1} has another size than the first one. Draw all frames at one size.");
            Write(output, "fcTL", Control(sequence++, header, delay * (index == frames.Count - 1 ? 4 : 1)));
            foreach ((_, byte[] data) in chunks.Where(chunk => chunk.Type == "IDAT"))
            {
                if (index == 0)
                    Write(output, "IDAT", data);
                else
                    Write(output, "fdAT", [.. BigEndian(sequence++), .. data]);
            }
        }
        Write(output, "IEND", []);
        return output.ToArray();
    }

    /// <summary>Joins frames and writes the animation as a whole .png file.</summary>
    public static void Save(IReadOnlyList<byte[]> frames, TimeSpan delay, string path, bool overwrite = false)
    {
        if (ChartFile.IsVector(path))
            throw ChartException.UnknownFormat(path);
        AtomicFile.Write(path, Join(frames, delay), overwrite);
    }

    // Sequence number, size, offset, delay as a fraction of a second, how to clear, how to blend.
    private static byte[] Control(uint sequence, byte[] header, TimeSpan delay)
    {
        byte[] fraction = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(fraction, (ushort)Math.Min(delay.TotalMilliseconds / 10, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(fraction.AsSpan(2), 100);
        return [.. BigEndian(sequence), .. header[..8], .. BigEndian(0), .. BigEndian(0), .. fraction, 0, 0];
    }

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        for (int position = Signature.Length; position < png.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(position));
            yield return (System.Text.Encoding.ASCII.GetString(png, position + 4, 4), png[(position + 8)..(position + 8 + length)]);
            position += length + 12;
        }
    }

    private static void Write(MemoryStream output, string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        output.Write(BigEndian((uint)data.Length));
        output.Write(body);
        output.Write(BigEndian(Crc(body)));
    }

    private static byte[] BigEndian(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static uint Crc(byte[] bytes) =>
        ~bytes.Aggregate(uint.MaxValue, (crc, value) => CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8));

    private static uint CrcEntry(int index)
    {
        uint entry = (uint)index;
        for (int bit = 0; bit < 8; bit++)
            entry = (entry & 1) != 0 ? 0xEDB88320 ^ (entry >> 1) : entry >> 1;
        return entry;
    }
}
