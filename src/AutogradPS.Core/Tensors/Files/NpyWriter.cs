using System.Buffers.Binary;
using System.Text;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>Writes NumPy's .npy format, version 1, row-major and little-endian.</summary>
internal static class NpyWriter
{
    // NumPy's own alignment of the data.
    private const int Alignment = 64;

    /// <summary>Writes the file whole.</summary>
    /// <exception cref="AutogradPSException">TensorNotInFormat, or an <see cref="OutputFileException"/>.</exception>
    public static void Write(string path, Tensor tensor, bool overwrite)
    {
        string code = NpyDTypes.Code(tensor.dtype)
            ?? throw TensorFileError.NotInFormat($"NumPy has no {DTypes.Name(tensor.dtype)}. Use .safetensors, or convert the tensor with .to().", tensor);
        string order = code.EndsWith('1') ? "|" : "<";
        string shape = tensor.dim() == 1 ? $"({tensor.shape[0]},)" : $"({string.Join(", ", tensor.shape)})";
        string dictionary = $"{{'descr': '{order}{code}', 'fortran_order': False, 'shape': {shape}, }}";
        int unpadded = NpyReader.Magic.Length + 4 + dictionary.Length + 1;
        string header = dictionary + new string(' ', (Alignment - unpadded % Alignment) % Alignment) + "\n";
        AtomicFile.Write(path, file =>
        {
            Span<byte> prefix = stackalloc byte[10];
            NpyReader.Magic.CopyTo(prefix);
            prefix[6] = 1;
            prefix[7] = 0;
            BinaryPrimitives.WriteUInt16LittleEndian(prefix[8..], (ushort)header.Length);
            file.Write(prefix);
            file.Write(Encoding.Latin1.GetBytes(header));
            TensorMemory.Write(tensor, file);
        }, overwrite);
    }
}
