using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>The memory of a contiguous tensor on the CPU, without a copy. Valid as long as the tensor is.</summary>
internal static class TensorMemory
{
    private const int BlockBytes = 4 << 20;

    /// <summary>Whether <see cref="Floats"/> can be asked for.</summary>
    public static bool HasFloats(Tensor tensor) =>
        tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous() && tensor.NumberOfElements <= int.MaxValue / sizeof(float);

    /// <summary>The values of a float32 tensor of fewer than 2^29 elements, in row-major order.</summary>
    public static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>Writes the values of any tensor, in row-major order and the machine's byte order.</summary>
    public static void Write(Tensor tensor, Stream stream)
    {
        using var scope = NewDisposeScope();
        foreach (Tensor block in Blocks(tensor.detach().cpu().contiguous())) stream.Write(block.bytes);
    }

    /// <summary>Fills a contiguous tensor on the CPU from a stream.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="stream">Its bytes.</param>
    /// <param name="check">Sees the bytes of each block after they were read, and may change them; a block holds whole elements.</param>
    /// <exception cref="EndOfStreamException">There are too few bytes.</exception>
    public static void Read(Tensor tensor, Stream stream, BlockAction? check = null)
    {
        foreach (Tensor block in Blocks(tensor))
        {
            stream.ReadExactly(block.bytes);
            check?.Invoke(block.bytes);
        }
    }

    /// <summary>Works on the bytes of a block.</summary>
    public delegate void BlockAction(Span<byte> bytes);

    // A span cannot hold more than 2 GiB.
    private static IEnumerable<Tensor> Blocks(Tensor contiguous)
    {
        using Tensor flat = contiguous.view(-1);
        long count = flat.numel(), step = BlockBytes / flat.ElementSize;
        for (long start = 0; start < count; start += step)
        {
            using Tensor block = flat.narrow(0, start, Math.Min(step, count - start));
            yield return block;
        }
    }
}
