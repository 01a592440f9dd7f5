using AutogradPS.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Methods of a tensor that TorchSharp lacks, or has without PyTorch's defaults. Found by name; semantics are PyTorch's.</summary>
#pragma warning disable IDE1006, CA1720 // PyTorch's names
internal static class TensorForms
{
    public static long nelement(Tensor input) => input.numel();

    public static long ndimension(Tensor input) => input.dim();

    public static Tensor reshape_as(Tensor input, Tensor other) => input.reshape(other.shape);

    public static bool is_same_size(Tensor input, Tensor other) => input.shape.SequenceEqual(other.shape);

    public static Tensor new_tensor(Tensor input, object data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        SafeOperators.tensor(data, dtype ?? input.dtype, device ?? input.device, requires_grad);

    public static object as_tensor(object data, ScalarType? dtype = null, Device? device = null) =>
        data is Tensor tensor ? tensor.to(dtype ?? tensor.dtype, device ?? tensor.device) : SafeOperators.tensor(data, dtype, device);

    public static object FloatTensor(object data) => as_tensor(data, ScalarType.Float32);

    public static object DoubleTensor(object data) => as_tensor(data, ScalarType.Float64);

    public static object LongTensor(object data) => as_tensor(data, ScalarType.Int64);

    public static object IntTensor(object data) => as_tensor(data, ScalarType.Int32);

    public static object nonzero(Tensor input, bool as_tuple = false)
    {
        Tensor all = input.nonzero();
        if (!as_tuple) return all;
        using (all) return all.unbind(1);
    }

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);

    public static Tensor bernoulli(Tensor input, double p, Generator? generator = null) => empty_like(input).bernoulli_(p, generator);

    public static Tensor uniform_(Tensor input, double from = 0, double to = 1, Generator? generator = null) => input.uniform_(from, to, generator);

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => torch.normal(mean, std, generator);

    public static Tensor normal(double mean, double std, long[] size, ScalarType? dtype = null, Device? device = null, Generator? generator = null) =>
        empty(size, dtype, device).normal_(mean, std, generator);

    public static Tensor norm(Tensor input, string p, long[]? dim = null, bool keepdim = false) => p switch
    {
        "fro" when dim is { Length: 2 } => linalg.matrix_norm(input, "fro", dim, keepdim),
        "fro" => linalg.vector_norm(input, 2, dim, keepdim),
        "nuc" => linalg.matrix_norm(input, "nuc", dim ?? [-2, -1], keepdim),
        _ => throw new AutogradPSException("InvalidArgument", ErrorKind.InvalidArgument, $"norm takes a number, 'fro' or 'nuc', not '{p}'.", p),
    };

    // The last dimensions of the one with the first of the other. TorchSharp's own takes a number for a list of pairs.
    public static Tensor tensordot(Tensor input, Tensor other, long dims = 2)
    {
        if (dims < 0 || dims > input.dim() || dims > other.dim())
            throw new AutogradPSException("InvalidDimension", ErrorKind.InvalidArgument, $"tensordot() cannot take {dims} dimensions of tensors that have {input.dim()} and {other.dim()}.", dims);
        long[] first = [.. Enumerable.Range(0, (int)dims).Select(i => (long)i)];
        return torch.tensordot(input, other, [.. first.Select(i => input.dim() - dims + i)], first);
    }

    public static Tensor tensordot(Tensor input, Tensor other, IList<long[]> dims) => dims.Count == 2 ? torch.tensordot(input, other, dims[0], dims[1])
        : throw new AutogradPSException("InvalidDimension", ErrorKind.InvalidArgument, "The dims of tensordot() are a number, or two lists: of the one tensor and of the other.", dims);

    // TorchSharp's function leaves the rounding out; its method does not.
    public static Tensor div(Tensor input, Tensor other, RoundingMode rounding_mode = RoundingMode.None) => input.div(other, rounding_mode);

    public static Tensor div(Tensor input, Scalar other, RoundingMode rounding_mode = RoundingMode.None) => input.div(other, rounding_mode);

    public static Tensor divide(Tensor input, Tensor other, RoundingMode rounding_mode = RoundingMode.None) => input.div(other, rounding_mode);

    public static Tensor divide(Tensor input, Scalar other, RoundingMode rounding_mode = RoundingMode.None) => input.div(other, rounding_mode);
}
