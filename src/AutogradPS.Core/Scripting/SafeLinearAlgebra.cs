using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Functions of <c>torch.linalg</c> in place of TorchSharp's, where those would end the process.</summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class SafeLinearAlgebra
{
    // libtorch takes a right side of more dimensions for a list of negative length.
    public static Tensor tensorsolve(Tensor A, Tensor B, long[]? dims = null) => A.dim() > B.dim() ? linalg.tensorsolve(A, B, dims ?? [])
        : throw new AutogradPSException("ShapeMismatch", ErrorKind.InvalidArgument,
            $"tensorsolve() needs an A of more dimensions than B; the shapes are {TensorText.Shape(A)} and {TensorText.Shape(B)}.", A);
}
