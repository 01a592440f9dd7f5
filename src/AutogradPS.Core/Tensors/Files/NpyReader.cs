using System.Buffers.Binary;
using System.Text;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>Reads NumPy's .npy format, versions 1 to 3, either byte order, row- or column-major.</summary>
internal static class NpyReader
{
    /// <summary>The first bytes of every .npy file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    // NumPy refuses longer ones too, unless pickles are trusted.
    private const int MaxHeaderLength = 1 << 20;

    /// <summary>The array, contiguous and in the machine's byte order.</summary>
    /// <exception cref="AutogradPSException">MalformedTensorFile, UnsupportedTensorFile, OutOfMemory.</exception>
    public static Tensor Read(string path, Stream file)
    {
        NpyHeader header = ReadHeader(path, file);
        long[] shape = header.FortranOrder ? [.. Enumerable.Reverse(header.Shape)] : header.Shape;
        Tensor tensor = Allocate(path, shape, header.DType, file.Length - file.Position);
        try
        {
            TensorMemory.Read(tensor, file, bytes => Check(path, header, bytes));
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
        if (!header.FortranOrder || shape.Length < 2) return tensor;
        using (tensor)
        {
            using Tensor transposed = tensor.permute([.. Enumerable.Range(0, shape.Length).Select(d => (long)(shape.Length - 1 - d))]);
            return transposed.contiguous();
        }
    }

    private static NpyHeader ReadHeader(string path, Stream file)
    {
        Span<byte> prefix = stackalloc byte[12];
        int got = file.ReadAtLeast(prefix[..10], 10, throwOnEndOfStream: false);
        if (got < 10 || !prefix[..6].SequenceEqual(Magic)) throw TensorFileError.Malformed(path, ".npy", "it does not begin as such a file");
        int version = prefix[6];
        if (version is < 1 or > 3) throw TensorFileError.Unsupported(path, $"it has version {version}.{prefix[7]} of the format; 1 to 3 are known");
        long length = BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..]);
        if (version > 1)
        {
            if (file.ReadAtLeast(prefix[10..], 2, throwOnEndOfStream: false) < 2) throw TensorFileError.Malformed(path, ".npy", "it ends in its header");
            length = BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        }
        if (length > MaxHeaderLength || length > file.Length - file.Position)
            throw TensorFileError.Malformed(path, ".npy", $"it claims a header of {length} bytes in a file of {file.Length}");
        byte[] text = new byte[length];
        file.ReadExactly(text);
        return NpyHeader.Parse(path, (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text));
    }

    private static Tensor Allocate(string path, long[] shape, ScalarType dtype, long bytes)
    {
        using Tensor one = empty(1, dtype);
        Int128 size = one.ElementSize;
        foreach (long dimension in shape) size = shape.Contains(0) ? 0 : size > long.MaxValue ? size : size * dimension;
        if (size != bytes) throw TensorFileError.Malformed(path, ".npy", $"an array of shape ({string.Join(", ", shape)}) takes {size} bytes, but there are {bytes}");
        return TensorFileError.Allocate(path, ".npy", shape, dtype);
    }

    private static void Check(string path, NpyHeader header, Span<byte> bytes)
    {
        if (header.DType == ScalarType.Bool && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            throw TensorFileError.Malformed(path, ".npy", "it has booleans other than 0 and 1");
        if (header.BigEndian) Swap(header.DType, bytes);
    }

    private static void Swap(ScalarType dtype, Span<byte> bytes)
    {
        int size = dtype switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Float16 or ScalarType.Int16 => 2,
            ScalarType.Float32 or ScalarType.Int32 or ScalarType.ComplexFloat32 => 4, // a complex number is two numbers
            _ => 8,
        };
        for (int i = 0; i < bytes.Length; i += size) bytes.Slice(i, size).Reverse();
    }
}
