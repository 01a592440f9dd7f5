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

    /// <summary>The most tensors that one is cut into.</summary>
    public const long MostPieces = 1 << 24;

    /// <summary>Refuses to make more.</summary>
    /// <exception cref="AutogradPSException">TooManyPieces.</exception>
    public static void CheckPieces(long count, object? input)
    {
        if (count > MostPieces)
            throw new AutogradPSException("TooManyPieces", ErrorKind.LimitsExceeded, $"{count} tensors are too many; the most is {MostPieces}. Cut into larger pieces.", input);
    }

    private static long Dimension(Tensor input, long dim) => dim >= -input.dim() && dim < input.dim() ? (dim + input.dim()) % input.dim()
        : throw new AutogradPSException("InvalidDimension", ErrorKind.InvalidArgument,
            $"Dimension {dim} is out of range for a tensor of {input.dim()} dimensions (from {-input.dim()} to {input.dim() - 1}).", dim);
}
