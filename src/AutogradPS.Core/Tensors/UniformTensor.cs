using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>
/// <c>torch.rand</c>: uniform in [0, 1). TorchSharp's wrapper gives back an uninitialised pointer after an error, so the memory is taken
/// first and filled then; libtorch does the same, so the numbers are PyTorch's.
/// </summary>
internal static class UniformTensor
{
    /// <summary>A new tensor; the global generator's numbers unless one is given.</summary>
    /// <exception cref="AutogradPSException">InvalidDType.</exception>
    public static Tensor Make(long[] shape, ScalarType dtype, Device? device = null, Generator? generator = null)
    {
        if (dtype is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64))
            throw new AutogradPSException("InvalidDType", ErrorKind.InvalidArgument, $"Random values need a floating dtype such as float32, not {DTypes.Name(dtype)}.", dtype);
        Tensor made = empty(shape, dtype, device);
        if (!made.is_complex()) return made.uniform_(0, 1, generator);
        using Tensor pairs = made.view_as_real();
        pairs.uniform_(0, 1, generator);
        return made;
    }
}
