using AutogradPS.Autograd;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>
/// What stands in for TorchSharp where it would end the process, since its native wrapper lacks a catch, or where its own form is
/// generic and out of a script's reach. Found by name; names and semantics are PyTorch's.
/// </summary>
#pragma warning disable IDE1006, CA1711 // PyTorch's names
internal static class SafeOperators
{
    private static readonly TorchScript Script = new("""
        def matmul(a: Tensor, b: Tensor) -> Tensor:
            return torch.matmul(a, b)

        def cummax(a: Tensor, dim: int) -> Tuple[Tensor, Tensor]:
            return torch.cummax(a, dim)

        def cummin(a: Tensor, dim: int) -> Tuple[Tensor, Tensor]:
            return torch.cummin(a, dim)
        """);

    public static Tensor matmul(Tensor input, Tensor other) => (Tensor)Script.Invoke("matmul", input, other);

    public static object cummax(Tensor input, int dim) => Script.Invoke("cummax", input, dim);

    public static object cummin(Tensor input, int dim) => Script.Invoke("cummin", input, dim);

    public static object item(Tensor input) => TensorValue.Item(input);

    public static object tolist(Tensor input) => TensorValue.ToList(input);

    public static long[] size(Tensor input) => input.shape;

    public static long size(Tensor input, long dim) => input.size((int)Dimension(input, dim));

    public static Tensor tensor(object data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.WithGrad(TensorFactory.FromData(data, dtype ?? TensorFactory.InferDType(data), device), requires_grad);

    public static void backward(Tensor input, Tensor? gradient = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
        Backward.Run([input], gradient is null ? null : [gradient], retain_graph, create_graph, inputs?.ToArray());

    public static void set_num_threads(int threads)
    {
        if (threads < 1)
            throw new AutogradPSException("InvalidThreadCount", ErrorKind.InvalidArgument, $"The number of threads must be 1 or more, not {threads}.", threads);
        torch.set_num_threads(threads);
    }

    private static long Dimension(Tensor input, long dim) => dim >= -input.dim() && dim < input.dim() ? (dim + input.dim()) % input.dim()
        : throw new AutogradPSException("InvalidDimension", ErrorKind.InvalidArgument,
            $"Dimension {dim} is out of range for a tensor of {input.dim()} dimensions (from {-input.dim()} to {input.dim() - 1}).", dim);
}
