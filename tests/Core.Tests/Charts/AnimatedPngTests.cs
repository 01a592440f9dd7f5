using System.Buffers.Binary;
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
        (string Type, byte[] Data)[] chunks = [.. ApngFile.Chunks(AnimatedPng.Join([Frame(1), Frame(2), Frame(3)], TimeSpan.FromSeconds(0.5)))];

        Assert.Equal(["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32BigEndian(chunks[1].Data));
        Assert.Equal([0u, 1, 2, 3, 4], chunks.Where(chunk => chunk.Type is "fcTL" or "fdAT").Select(chunk => BinaryPrimitives.ReadUInt32BigEndian(chunk.Data)));
        Assert.Equal([50, 50, 200], chunks.Where(chunk => chunk.Type == "fcTL").Select(chunk => (int)BinaryPrimitives.ReadUInt16BigEndian(chunk.Data.AsSpan(20))));
    }

    [Fact]
    public void A_later_frame_is_the_picture_it_was_made_of()
    {
        byte[] animation = AnimatedPng.Join([Frame(1), Frame(222)], TimeSpan.FromSeconds(0.5));
        using Picture picture = new(ApngFile.Frames(animation)[1]);
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
}
