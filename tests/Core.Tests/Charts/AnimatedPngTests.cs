using System.Buffers.Binary;
using System.Text;
using AutogradPS.Charts;

namespace AutogradPS.Tests.Charts;

public sealed class AnimatedPngTests
{
    [Fact]
    public void The_first_frame_is_what_a_plain_viewer_shows()
    {
        using Picture picture = new(AnimatedPng.Join([Frame(10), Frame(200)], TimeSpan.FromSeconds(0.1)));
        Assert.Equal((10, 10, 10), picture[0, 0]);
    }

    [Fact]
    public void Every_frame_has_its_control_chunk_data_and_place_in_the_sequence()
    {
        (string Type, byte[] Data)[] chunks = [.. Chunks(AnimatedPng.Join([Frame(1), Frame(2), Frame(3)], TimeSpan.FromSeconds(0.5)))];

        Assert.Equal(["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32BigEndian(chunks[1].Data));
        Assert.Equal([0u, 1, 2, 3, 4], chunks.Where(chunk => chunk.Type is "fcTL" or "fdAT").Select(chunk => BinaryPrimitives.ReadUInt32BigEndian(chunk.Data)));
        Assert.Equal([50, 50, 200], chunks.Where(chunk => chunk.Type == "fcTL").Select(chunk => (int)BinaryPrimitives.ReadUInt16BigEndian(chunk.Data.AsSpan(20))));
    }

    [Fact]
    public void A_later_frame_is_the_picture_it_was_made_of()
    {
        byte[] animation = AnimatedPng.Join([Frame(1), Frame(222)], TimeSpan.FromSeconds(0.5));
        byte[] header = Chunks(animation).First(chunk => chunk.Type == "IHDR").Data;
        byte[] frame = Chunks(animation).First(chunk => chunk.Type == "fdAT").Data[4..];
        using MemoryStream png = new();
        png.Write(animation.AsSpan(0, 8));
        foreach ((string type, byte[] data) in new[] { ("IHDR", header), ("IDAT", frame), ("IEND", []) })
            WriteChunk(png, type, data);
        using Picture picture = new(png.ToArray());
        Assert.Equal((222, 222, 222), picture[3, 3]);
    }

    [Fact]
    public void Frames_of_different_sizes_are_refused()
    {
        Assert.Equal("ChartDataShape", Assert.Throws<ChartException>(() => AnimatedPng.Join([Frame(1), Frame(1, 5)], TimeSpan.FromSeconds(1))).ErrorId);
        Assert.Equal("NothingToPlot", Assert.Throws<ChartException>(() => AnimatedPng.Join([], TimeSpan.FromSeconds(1))).ErrorId);
    }

    private static byte[] Frame(byte shade, int side = 4) =>
        new SampleGrid(new ImageBatch(1, 1, side, side, [.. Enumerable.Repeat(shade, side * side)])) { Padding = 0, Zoom = 1 }.ToPng();

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
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
}
