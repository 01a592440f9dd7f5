using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>The memory of a contiguous tensor on the CPU, without a copy. Valid as long as the tensor is.</summary>
internal static class TensorMemory
{
    /// <summary>The values of a float32 tensor of fewer than 2^29 elements, in row-major order.</summary>
    public static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
