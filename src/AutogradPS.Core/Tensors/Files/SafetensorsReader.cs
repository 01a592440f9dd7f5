using System.Buffers.Binary;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>Reads the safetensors format: 8 bytes of header length, little-endian, a JSON header, and the tensors' bytes.</summary>
internal static class SafetensorsReader
{
    /// <summary>All tensors of the file.</summary>
    /// <exception cref="AutogradPSException">MalformedTensorFile, UnsupportedTensorFile, OutOfMemory.</exception>
    public static TensorFileContent Read(string path, Stream file)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (file.Length < prefix.Length) throw TensorFileError.Malformed(path, "safetensors", $"it has {file.Length} bytes");
        file.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsHeader.MaxLength || (long)headerLength > file.Length - prefix.Length)
            throw TensorFileError.Malformed(path, "safetensors", $"it claims a header of {headerLength} bytes in a file of {file.Length}");
        byte[] json = new byte[headerLength];
        file.ReadExactly(json);
        SafetensorsHeader header = SafetensorsHeader.Parse(path, json, file.Length - file.Position);

        var tensors = new List<TensorEntry>();
        try
        {
            foreach (SafetensorsEntry entry in header.Entries)
            {
                Tensor tensor = TensorFileError.Allocate(path, "safetensors", entry.Shape, entry.DType);
                tensors.Add(new TensorEntry(entry.Name, tensor));
                TensorMemory.Read(tensor, file, entry.DType == ScalarType.Bool ? bytes => CheckBooleans(path, entry.Name, bytes) : null);
            }
            return new TensorFileContent(tensors, header.Metadata);
        }
        catch
        {
            tensors.ForEach(t => t.Tensor.Dispose());
            throw;
        }
    }

    // A boolean of 2 is neither true nor false to libtorch.
    private static void CheckBooleans(string path, string name, Span<byte> bytes)
    {
        if (bytes.ContainsAnyExceptInRange((byte)0, (byte)1)) throw TensorFileError.Malformed(path, "safetensors", $"'{name}' has booleans other than 0 and 1");
    }
}
