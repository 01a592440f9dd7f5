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

        def rsub_int(a: Tensor, b: int) -> Tensor:
            return torch.rsub(a, b)

        def rsub_float(a: Tensor, b: float) -> Tensor:
            return torch.rsub(a, b)
        """);

    public static Tensor matmul(Tensor input, Tensor other) => (Tensor)Script.Invoke("matmul", input, other);

    public static object cummax(Tensor input, int dim) => Script.Invoke("cummax", input, dim);

    public static object cummin(Tensor input, int dim) => Script.Invoke("cummin", input, dim);

    // TorchSharp has no rsub: its 1 - x negates and adds, two nodes where PyTorch has one.
    public static Tensor rsub(Tensor input, long other) => (Tensor)Script.Invoke("rsub_int", input, other);

    public static Tensor rsub(Tensor input, double other) => (Tensor)Script.Invoke("rsub_float", input, other);

    public static Tensor rsub(Tensor input, Tensor other) => other.sub(input);

    public static object item(Tensor input) => TensorValue.Item(input);

    public static object tolist(Tensor input) => TensorValue.ToList(input);

    public static long[] size(Tensor input) => input.shape;

    public static long size(Tensor input, long dim) => input.size((int)Dimension(input, dim));

    public static Tensor tensor(object data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.WithGrad(TensorFactory.FromData(data, dtype ?? TensorFactory.InferDType(data), device), requires_grad);

    public static void backward(Tensor input, Tensor? gradient = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
        Backward.Run([input], gradient is null ? null : [gradient], retain_graph, create_graph, inputs?.ToArray());

    public static object ToScalar(Tensor input) => TensorValue.Item(input);

    // Each piece is a tensor of its own: as many as there are numbers in a large dimension fit into no memory.
    public static Tensor[] unbind(Tensor input, long dim = 0)
    {
        CheckPieces(input.shape[Dimension(input, dim)], input);
        return torch.unbind(input, (int)dim);
    }

    public static Tensor[] split(Tensor input, long split_size, long dim = 0)
    {
        long length = input.shape[Dimension(input, dim)];
        if (split_size > 0) CheckPieces(length / split_size, input);
        return input.split(split_size, (int)dim);
    }

    public static Tensor[] split(Tensor input, long[] split_size, long dim = 0) => torch.split(input, split_size, (int)dim);

    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0)
    {
        CheckPieces(chunks, input);
        return torch.chunk(input, chunks, dim);
    }

    public static Tensor[] tensor_split(Tensor input, long indices_or_sections, long dim = 0)
    {
        CheckPieces(indices_or_sections, input);
        return torch.tensor_split(input, indices_or_sections, dim);
    }

    public static Tensor[] tensor_split(Tensor input, long[] indices_or_sections, long dim = 0) => torch.tensor_split(input, indices_or_sections, dim);

    // TorchSharp's reads a name that is null.
    public static Tensor align_to(Tensor input, params string?[] names) => !names.Contains(null) ? input.align_to(names!)
        : throw new AutogradPSException("InvalidArgument", ErrorKind.InvalidArgument, "align_to() takes the names of all dimensions, such as 'N', 'C'.", names);

    // TorchSharp's own form without dimensions loses its argument on the way.
    public static Tensor var(Tensor input, bool unbiased = true) => Continuous(input, "var").var([.. Enumerable.Range(0, (int)input.dim())], unbiased);

    public static Tensor var(Tensor input, long[] dim, bool unbiased = true, bool keepdim = false) => Continuous(input, "var").var(dim, unbiased, keepdim);

    // libtorch itself reads beyond the shape of a tensor without dimensions.
    public static Tensor cross(Tensor input, Tensor other, long? dim = null)
    {
        if (input.dim() == 0 || input.dim() != other.dim())
            throw new AutogradPSException("ShapeMismatch", ErrorKind.InvalidArgument,
                $"cross() takes tensors of the same number of dimensions, one or more, not {TensorText.Shape(input)} and {TensorText.Shape(other)}.", other);
        long three = dim ?? Array.IndexOf(input.shape, 3L);
        if (three == -1 && dim is null) throw new AutogradPSException("ShapeMismatch", ErrorKind.InvalidArgument, $"cross() needs a dimension of size 3; the shape is {TensorText.Shape(input)}.", input);
        return linalg.cross(input, other, Dimension(input, three));
    }

    // TorchSharp passes the dimension where libtorch expects a pointer.
    public static Tensor nanmean(Tensor input, long[]? dim = null, bool keepdim = false)
    {
        using var scope = NewDisposeScope();
        Tensor missing = Continuous(input, "nanmean").isnan(), sum, count;
        long[] dims = dim ?? [.. Enumerable.Range(0, (int)input.dim())];
        using Scalar zero = 0;
        sum = input.masked_fill(missing, zero).sum(dims, keepdim);
        count = missing.logical_not().sum(dims, keepdim);
        return sum.div(count).MoveToOuterDisposeScope();
    }

    private const long MostPieces = 1 << 24;

    private static void CheckPieces(long count, Tensor input)
    {
        if (count > MostPieces)
            throw new AutogradPSException("TooManyPieces", ErrorKind.LimitsExceeded, $"{count} tensors are too many; the most is {MostPieces}. Cut into larger pieces.", input);
    }

    private static Tensor Continuous(Tensor input, string name) => input.is_floating_point() || input.is_complex() ? input
        : throw new AutogradPSException("InvalidDType", ErrorKind.InvalidArgument,
            $"{name}() needs a floating or complex dtype, not {DTypes.Name(input.dtype)}. Convert with .to('float32').", input);

    private static long Dimension(Tensor input, long dim) => dim >= -input.dim() && dim < input.dim() ? (dim + input.dim()) % input.dim()
        : throw new AutogradPSException("InvalidDimension", ErrorKind.InvalidArgument,
            $"Dimension {dim} is out of range for a tensor of {input.dim()} dimensions (from {-input.dim()} to {input.dim() - 1}).", dim);
}
