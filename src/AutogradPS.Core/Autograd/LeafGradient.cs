using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>A tensor's <c>.grad</c>, read and written without libtorch's warnings on the console and without its refusals in C++ words.</summary>
public static class LeafGradient
{
    private static readonly TorchScript Script = new("""
        def retains_grad(t: Tensor) -> bool:
            return t.retains_grad
        """);

    /// <summary>The accumulated gradient; null where none is kept: before backward, and for results that are no leaves unless they retain theirs.</summary>
    public static Tensor? Get(Tensor tensor)
    {
        TensorCheck.Usable(tensor, "Tensor");
        return tensor.is_leaf || RetainsGrad(tensor) ? tensor.grad : null;
    }

    /// <summary>Sets the gradient, or forgets it with null.</summary>
    /// <exception cref="AutogradPSException">InvalidGradient: another shape or dtype, or a tensor that takes none.</exception>
    public static void Set(Tensor tensor, Tensor? gradient)
    {
        TensorCheck.Usable(tensor, "Tensor");
        if (gradient is not null && (!gradient.shape.SequenceEqual(tensor.shape) || gradient.dtype != tensor.dtype))
            throw new AutogradPSException("InvalidGradient", ErrorKind.InvalidArgument,
                $"A gradient has the shape and dtype of its tensor: {TensorText.Shape(tensor)} {DTypes.Name(tensor.dtype)}, not {TensorText.Shape(gradient)} {DTypes.Name(gradient.dtype)}.", gradient);
        tensor.grad = gradient;
    }

    private static bool RetainsGrad(Tensor tensor) => Script.Invoke("retains_grad", tensor) is TorchSharp.Scalar flag && TorchSharp.ScalarExtensionMethods.ToBoolean(flag);
}
