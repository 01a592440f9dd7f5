using AutogradPS.Errors;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>
/// Functions whose form in TorchSharp differs from PyTorch's: another default, another order, another result, or no form that a script
/// can call. Found by name in place of TorchSharp's; names, defaults and results are PyTorch's.
/// </summary>
#pragma warning disable IDE1006, CA1711, CA1720 // PyTorch's names
internal static class PyTorchForms
{
    public static Tensor t(Tensor input) => input.t();

    public static long numel(Tensor input) => input.numel();

    public static bool equal(Tensor input, Tensor other) => input.shape.SequenceEqual(other.shape) && input.dtype == other.dtype && input.eq(other).all().ToBoolean();

    public static Tensor to(Tensor input, ScalarType dtype, bool non_blocking = false, bool copy = false) => input.to(dtype, copy, non_blocking: non_blocking);

    public static Tensor to(Tensor input, Device device, ScalarType? dtype = null, bool non_blocking = false, bool copy = false) =>
        input.to(dtype ?? input.dtype, device, copy, non_blocking: non_blocking);

    // A number would do for a tensor, were one asked for.
    public static Tensor to(Tensor input, object other, bool non_blocking = false, bool copy = false) =>
        other is Tensor { dtype: var dtype, device: var device } ? input.to(dtype, device, copy, non_blocking: non_blocking)
        : throw new AutogradPSException("InvalidArgument", ErrorKind.InvalidArgument, "to() takes a dtype such as 'float64', a device such as 'cuda:0', or a tensor that has both.", other);

    public static Tensor cuda(Tensor input, long? device = null) => input.to(Devices.Parse(device is { } index ? $"cuda:{index}" : "cuda"));

    public static Tensor stack(IList<Tensor> tensors, long dim = 0) => torch.stack(tensors.ToArray(), dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => torch.cat(tensors.ToArray(), dim);

    public static Tensor norm(Tensor input, double p = 2, long[]? dim = null, bool keepdim = false) => linalg.vector_norm(input, p, dim, keepdim);

    public static object unique(Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
        Wanted(input.unique(sorted, return_inverse, return_counts, dim), return_inverse, return_counts);

    public static object unique_consecutive(Tensor input, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
        Wanted(input.unique_consecutive(return_inverse, return_counts, dim), return_inverse, return_counts);

    // The highest power first, unless they are to increase: TorchSharp's default is the other one.
    public static Tensor vander(Tensor x, long? N = null, bool increasing = false) => torch.vander(x, N ?? x.numel(), increasing);

    public static Tensor elu(Tensor input, double alpha = 1, bool inplace = false) => nn.functional.elu(input, alpha, inplace);

    public static Tensor celu(Tensor input, double alpha = 1, bool inplace = false) => nn.functional.celu(input, alpha, inplace);

    public static Tensor hardtanh(Tensor input, double min_val = -1, double max_val = 1, bool inplace = false) =>
        inplace ? input.clamp_(min_val, max_val) : input.clamp(min_val, max_val);

    public static Tensor smooth_l1_loss(Tensor input, Tensor target, nn.Reduction reduction = nn.Reduction.Mean, double beta = 1) =>
        nn.functional.smooth_l1_loss(input, target, reduction, beta);

    public static Tensor huber_loss(Tensor input, Tensor target, nn.Reduction reduction = nn.Reduction.Mean, double delta = 1) =>
        nn.functional.huber_loss(input, target, delta, reduction);

    private static object Wanted((Tensor Output, Tensor? Inverse, Tensor? Counts) unique, bool inverse, bool counts)
    {
        object?[] wanted = [unique.Output, inverse ? unique.Inverse : null, counts ? unique.Counts : null];
        return inverse || counts ? wanted.Where(o => o is not null).ToArray() : unique.Output;
    }
}
