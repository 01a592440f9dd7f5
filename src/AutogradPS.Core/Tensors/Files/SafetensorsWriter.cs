using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>Writes the safetensors format as its own library does: larger elements first, so that every tensor is aligned, then by name.</summary>
internal static class SafetensorsWriter
{
    // A header of a multiple of 8 bytes aligns the data behind it.
    private const int Alignment = 8;

    /// <summary>Writes the file whole.</summary>
    /// <exception cref="AutogradPSException">TensorNotInFormat, or an <see cref="OutputFileException"/>.</exception>
    public static void Write(string path, IReadOnlyList<TensorEntry> tensors, IReadOnlyDictionary<string, string> metadata, bool overwrite)
    {
        Check(tensors);
        TensorEntry[] ordered = [.. tensors.OrderByDescending(t => t.Tensor.ElementSize).ThenBy(t => t.Name, StringComparer.Ordinal)];
        byte[] header = Header(ordered, metadata);
        AtomicFile.Write(path, file =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
            file.Write(prefix);
            file.Write(header);
            foreach (TensorEntry entry in ordered) TensorMemory.Write(entry.Tensor, file);
        }, overwrite);
    }

    private static byte[] Header(TensorEntry[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long position = 0;
            foreach ((string name, Tensor tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsDTypes.Name(tensor.dtype));
                WriteIntegers(json, "shape", tensor.shape);
                long end = position + tensor.numel() * tensor.ElementSize;
                WriteIntegers(json, "data_offsets", [position, end]);
                json.WriteEndObject();
                position = end;
            }
            json.WriteEndObject();
        }
        int padding = (Alignment - buffer.WrittenCount % Alignment) % Alignment;
        return [.. buffer.WrittenSpan, .. Enumerable.Repeat((byte)' ', padding)];
    }

    private static void WriteIntegers(Utf8JsonWriter json, string name, ReadOnlySpan<long> integers)
    {
        json.WriteStartArray(name);
        foreach (long integer in integers) json.WriteNumberValue(integer);
        json.WriteEndArray();
    }

    private static void Check(IReadOnlyList<TensorEntry> tensors)
    {
        foreach ((string name, Tensor tensor) in tensors)
        {
            if (string.IsNullOrEmpty(name) || name == "__metadata__")
                throw TensorFileError.NotInFormat("Every tensor of a .safetensors file needs a name of its own: set $tensor.name, or pass a hashtable of tensors.", tensor);
            if (SafetensorsDTypes.Name(tensor.dtype) is null)
                throw TensorFileError.NotInFormat($"The format safetensors has no {DTypes.Name(tensor.dtype)} ('{name}'). Use .npy, or convert the tensor with .to().", tensor);
        }
        if (tensors.GroupBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw TensorFileError.NotInFormat($"Two tensors have the name '{twice.Key}'. Give each a name of its own.", twice.Key);
    }
}
