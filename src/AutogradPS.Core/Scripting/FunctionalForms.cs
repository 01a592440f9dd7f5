using AutogradPS.Autograd;
using AutogradPS.Errors;
using AutogradPS.Tensors;
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

        def nll_loss(input: Tensor, target: Tensor, weight: Optional[Tensor], reduction: int, ignore_index: int) -> Tensor:
            return torch.nll_loss_nd(input, target, weight, reduction, ignore_index)

        def max_unpool2d(a: Tensor, indices: Tensor, h: int, w: int) -> Tensor:
            return torch.max_unpool2d(a, indices, [h, w])

        def max_unpool3d(a: Tensor, indices: Tensor, d: int, h: int, w: int, s0: int, s1: int, s2: int, p0: int, p1: int, p2: int) -> Tensor:
            return torch.max_unpool3d(a, indices, [d, h, w], [s0, s1, s2], [p0, p1, p2])
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

    public static Tensor upsample_nearest(Tensor input, long[]? size = null, double[]? scale_factor = null) => interpolate(input, size, scale_factor);

    public static Tensor upsample_bilinear(Tensor input, long[]? size = null, double[]? scale_factor = null) => interpolate(input, size, scale_factor, "bilinear", align_corners: true);

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

    public static object adaptive_max_pool1d(Tensor input, long[] output_size, bool return_indices = false) =>
        return_indices ? F.adaptive_max_pool1d_with_indices(input, output_size[0]) : F.adaptive_max_pool1d(input, output_size[0]);

    public static object adaptive_max_pool2d(Tensor input, long[] output_size, bool return_indices = false) =>
        return_indices ? F.adaptive_max_pool2d_with_indices(input, output_size) : F.adaptive_max_pool2d(input, output_size);

    public static object adaptive_max_pool3d(Tensor input, long[] output_size, bool return_indices = false) =>
        return_indices ? F.adaptive_max_pool3d_with_indices(input, output_size) : F.adaptive_max_pool3d(input, output_size);

    // TorchSharp's end the process for a padding without a stride, and lose the size.
    public static Tensor max_unpool1d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null)
    {
        using Tensor tall = input.unsqueeze(-1), at = indices.unsqueeze(-1), unpooled = (Tensor)Script.InvokeOn(input, "max_unpool2d", tall, at, Unpooled(input, kernel_size, stride, padding, output_size)[0], 1L);
        return unpooled.squeeze(-1);
    }

    public static Tensor max_unpool2d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null)
    {
        long[] size = Unpooled(input, kernel_size, stride, padding, output_size);
        return (Tensor)Script.InvokeOn(input, "max_unpool2d", input, indices, size[0], size[1]);
    }

    public static Tensor max_unpool3d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null)
    {
        long[] size = Unpooled(input, kernel_size, stride, padding, output_size), steps = stride ?? kernel_size, edges = padding ?? [0, 0, 0];
        return (Tensor)Script.InvokeOn(input, "max_unpool3d", input, indices, size[0], size[1], size[2], steps[0], steps[1], steps[2], edges[0], edges[1], edges[2]);
    }

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

    // TorchSharp's takes neither one sample nor images.
    public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, nn.Reduction reduction = nn.Reduction.Mean) =>
        (Tensor)Script.InvokeOn(input, "nll_loss", input, target, weight!, (long)reduction, ignore_index);

    public static Tensor softmin(Tensor input, long dim, ScalarType? dtype = null)
    {
        using Tensor negative = input.neg();
        return negative.softmax(dim, dtype);
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

    // The size that the pooling had before it, unless another one within a step of it is asked for.
    private static long[] Unpooled(Tensor input, long[] kernel, long[]? stride, long[]? padding, long[]? wanted)
    {
        int spatial = kernel.Length;
        if (input.dim() <= spatial)
            throw new AutogradPSException("ShapeMismatch", ErrorKind.InvalidArgument, $"max_unpool{spatial}d() takes [channels, *size] or [n, channels, *size] with {spatial} sizes, not {TensorText.Shape(input)}.", input);
        long[] steps = stride ?? kernel;
        long[] sizes = [.. kernel.Select((width, i) => ((input.shape[input.dim() - spatial + i] - 1) * steps[i]) - (2 * (padding?[i] ?? 0)) + width)];
        if (wanted is null) return sizes;
        for (int i = 0; i < spatial; i++)
            if (Math.Abs(wanted[i] - sizes[i]) >= steps[i])
                throw new AutogradPSException("InvalidShape", ErrorKind.InvalidArgument,
                    $"output_size [{string.Join(", ", wanted)}] is none that pools to this input: each size must be within less than its stride of [{string.Join(", ", sizes)}].", wanted);
        return wanted;
    }
}
