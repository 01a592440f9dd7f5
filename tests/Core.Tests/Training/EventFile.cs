using System.Buffers.Binary;
using System.Text;

namespace AutogradPS.Tests.Training;

/// <summary>One value of an events file.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Step">Its step.</param>
/// <param name="WallTime">Seconds since 1970.</param>
/// <param name="Scalar">The number, where it is one.</param>
/// <param name="Image">The encoded image, where it is one, with its height and width.</param>
internal sealed record EventValue(string Tag, long Step, double WallTime, float? Scalar, (long Height, long Width, byte[] Png)? Image);

/// <summary>Reads events files of TensorBoard by the formats' definitions, checksums included: TFRecord around protocol buffers of event.proto and summary.proto.</summary>
internal static class EventFile
{
    public static IReadOnlyList<EventValue> Read(string path)
    {
        List<EventValue> values = [];
        byte[][] events = [.. Records(File.ReadAllBytes(path))];
        // Event: wall_time = 1, step = 2, file_version = 3, summary = 5.
        Assert.Equal("brain.Event:2", Encoding.UTF8.GetString((byte[])Single(events[0], 3)!));
        foreach (byte[] data in events.Skip(1))
        {
            long step = (long?)(ulong?)Single(data, 2) ?? 0;
            double time = BitConverter.UInt64BitsToDouble((ulong)Single(data, 1)!);
            foreach (object value in All((byte[])Single(data, 5)!, 1)) values.Add(Value((byte[])value, step, time));
        }
        return values;
    }

    // Summary.Value: tag = 1, simple_value = 2, image = 4; Image: height = 1, width = 2, encoded_image_string = 4.
    private static EventValue Value(byte[] data, long step, double time)
    {
        float? scalar = Single(data, 2) is uint bits ? BitConverter.UInt32BitsToSingle(bits) : null;
        byte[]? image = (byte[]?)Single(data, 4);
        Assert.True(scalar is not null ^ image is not null);
        return new EventValue(Encoding.UTF8.GetString((byte[])Single(data, 1)!), step, time, scalar,
            image is null ? null : ((long)(ulong)Single(image, 1)!, (long)(ulong)Single(image, 2)!, (byte[])Single(image, 4)!));
    }

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (int at = 0; at < file.Length;)
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] data = file.AsSpan(at + 12, checked((int)length)).ToArray();
            at += 12 + (int)length;
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)));
            at += 4;
            yield return data;
        }
    }

    // CRC-32C (Castagnoli) bit by bit, then the mask of the TFRecord format.
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0x82F63B78 ^ (crc >> 1) : crc >> 1;
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    private static object? Single(byte[] message, int field) => All(message, field).SingleOrDefault();

    private static IEnumerable<object> All(byte[] message, int field) => Fields(message).Where(f => f.Number == field).Select(f => f.Value);

    private static IEnumerable<(int Number, object Value)> Fields(byte[] message)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            object value;
            switch (key & 7)
            {
                case 0: value = Varint(message, ref at); break;
                case 1: value = BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)); at += 8; break;
                case 2: int length = (int)Varint(message, ref at); value = message.AsSpan(at, length).ToArray(); at += length; break;
                case 5: value = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at)); at += 4; break;
                default: throw new InvalidDataException($"wire type {key & 7}");
            }
            yield return ((int)(key >> 3), value);
        }
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
