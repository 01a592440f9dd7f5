using AutogradPS.Autograd;
using AutogradPS.Errors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AutogradPS.Scripting;

/// <summary>Functions of torch.nn.functional whose form, default or result TorchSharp has otherwise. Found by name; semantics are PyTorch's.</summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class FunctionalForms
{
    private static readonly TorchScript Script = new("""
        def embedding(weight: Tensor, indices: Tensor, padding_idx: int, sparse: bool) -> Tensor:
            return torch.embedding(weight, indices, padding_idx, False, sparse)
        """);

    public static Tensor embedding(Tensor input, Tensor weight, long padding_idx = -1, bool sparse = false) =>
        (Tensor)Script.InvokeOn(input, "embedding", weight, input, padding_idx, sparse);

    public static Tensor interpolate(Tensor input, long[]? size = null, double[]? scale_factor = null, string mode = "nearest", bool? align_corners = null,
        bool recompute_scale_factor = false, bool antialias = false)
    {
        int spatial = (int)input.dim() - 2;
        if (!Modes.TryGetValue(mode, out InterpolationMode how))
            throw new AutogradPSException("InvalidArgument", ErrorKind.InvalidArgument, $"interpolate() has the modes {string.Join(", ", Modes.Keys)}; there is no '{mode}'.", mode);
        return F.interpolate(input, Repeated(size, spatial), Repeated(scale_factor, spatial), how, align_corners, recompute_scale_factor, antialias);
    }

    public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long[]? stride = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
        F.conv1d(input, weight, bias, stride?[0], padding?[0], dilation?[0], groups);

    public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? stride = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
        F.conv2d(input, weight, bias, stride, padding, dilation, groups);

    public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? stride = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
        F.conv3d(input, weight, bias, stride, padding, dilation, groups);

    public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long[]? stride = null, string padding = "valid", long[]? dilation = null, long groups = 1) =>
        Padded(input, weight, stride, padding, dilation, (x, p) => conv1d(x, weight, bias, stride, p, dilation, groups));

    public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? stride = null, string padding = "valid", long[]? dilation = null, long groups = 1) =>
        Padded(input, weight, stride, padding, dilation, (x, p) => conv2d(x, weight, bias, stride, p, dilation, groups));

    public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? stride = null, string padding = "valid", long[]? dilation = null, long groups = 1) =>
        Padded(input, weight, stride, padding, dilation, (x, p) => conv3d(x, weight, bias, stride, p, dilation, groups));

    public static Tensor kl_div(Tensor input, Tensor target, string reduction = "mean", bool log_target = false)
    {
        if (reduction == "batchmean")
        {
            using Tensor sum = F.kl_div(input, target, log_target, nn.Reduction.Sum);
            return sum.div(input.dim() == 0 ? 1 : input.shape[0]);
        }
        return Enum.TryParse(reduction, ignoreCase: true, out nn.Reduction how) ? F.kl_div(input, target, log_target, how)
            : throw new AutogradPSException("InvalidArgument", ErrorKind.InvalidArgument, $"reduction is none, mean, sum or batchmean, not '{reduction}'.", reduction);
    }

    // TorchSharp's sums over the last dimension.
    public static Tensor gaussian_nll_loss(Tensor input, Tensor target, Tensor var, bool full = false, double eps = 1e-6, nn.Reduction reduction = nn.Reduction.Mean)
    {
        using var scope = NewDisposeScope();
        Tensor variance = var.dim() == input.dim() - 1 ? var.unsqueeze(-1) : var;
        // No variance is less than eps, while its gradient is as if it were.
        Tensor raised = variance + (variance.detach().clamp_min(eps) - variance.detach());
        Tensor loss = (raised.log() + ((input - target).square() / raised)) * 0.5;
        if (full) loss += 0.5 * Math.Log(2 * Math.PI);
        return (reduction switch { nn.Reduction.Mean => loss.mean(), nn.Reduction.Sum => loss.sum(), _ => loss }).MoveToOuterDisposeScope();
    }

    public static Tensor hinge_embedding_loss(Tensor input, Tensor target, double margin = 1, nn.Reduction reduction = nn.Reduction.Mean) =>
        F.hinge_embedding_loss(input, target, margin, reduction);

    // TorchSharp's always draws its slopes; out of training PyTorch's takes the one in the middle.
    public static Tensor rrelu(Tensor input, double lower = 1.0 / 8, double upper = 1.0 / 3, bool training = false, bool inplace = false) =>
        training ? F.rrelu(input, lower, upper, inplace) : F.leaky_relu(input, (lower + upper) / 2, inplace);

    private static readonly Dictionary<string, InterpolationMode> Modes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["nearest"] = InterpolationMode.Nearest, ["linear"] = InterpolationMode.Linear, ["bilinear"] = InterpolationMode.Bilinear,
        ["bicubic"] = InterpolationMode.Bicubic, ["trilinear"] = InterpolationMode.Trilinear, ["area"] = InterpolationMode.Area,
    };

    private static T[]? Repeated<T>(T[]? sizes, int count) => sizes is [var one] && count > 1 ? [.. Enumerable.Repeat(one, count)] : sizes;

    // 'same' keeps the size: half of what the kernel needs on each side, an odd one more at the end.
    private static Tensor Padded(Tensor input, Tensor weight, long[]? stride, string padding, long[]? dilation, Func<Tensor, long[], Tensor> convolve)
    {
        int spatial = (int)weight.dim() - 2;
        if (padding == "valid") return convolve(input, [.. Enumerable.Repeat(0L, spatial)]);
        if (padding != "same" || stride?.Any(s => s != 1) == true)
            throw new AutogradPSException("InvalidArgument", ErrorKind.InvalidArgument, "padding is a number for each dimension, 'valid', or, with a stride of 1, 'same'.", padding);
        long[] dilations = Repeated(dilation ?? [1], spatial)!;
        long[] total = [.. Enumerable.Range(0, spatial).Select(i => dilations[i] * (weight.shape[2 + i] - 1))];
        long[] half = [.. total.Select(t => t / 2)];
        if (total.All(t => t % 2 == 0)) return convolve(input, half);
        // F.pad counts from the last dimension on.
        long[] more = [.. Enumerable.Reverse(total).SelectMany(t => new[] { 0, t % 2 })];
        using Tensor widened = F.pad(input, more);
        return convolve(widened, half);
    }
}
