using AutogradPS.Autograd;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Methods of modules: those whose native part would end the process, and those that TorchSharp keeps out of a script's reach.</summary>
#pragma warning disable IDE1006, CA1720 // PyTorch's names
internal static class SafeNetworks
{
    // TorchScript hands back the tensor itself in a new wrapper, not a copy or a view: the gradient stays the tensor's own.
    private static readonly TorchScript Script = new("""
        def same(a: Tensor) -> Tensor:
            return a
        """);

    /// <summary>The same leaf as a parameter of modules and optimizers.</summary>
    /// <exception cref="AutogradPSException">InvalidParameters for a tensor that is no leaf of a floating dtype.</exception>
    public static Parameter AsParameter(Tensor leaf)
    {
        if (leaf is Parameter parameter) return parameter;
        TensorCheck.Usable(leaf, "parameters");
        if (!leaf.is_leaf || !(leaf.is_floating_point() || leaf.is_complex()))
            throw new AutogradPSException("InvalidParameters", ErrorKind.InvalidArgument,
                $"A parameter is a leaf of a floating dtype, not {DTypes.Name(leaf.dtype)}{(leaf.is_leaf ? "" : " with a graph behind it")}. Use New-Tensor -RequiresGrad, or .detach().", leaf);
        return new Parameter((Tensor)Script.Invoke("same", leaf), leaf.requires_grad);
    }

    public static nn.Module to(nn.Module module, ScalarType dtype)
    {
        CheckDType(dtype);
        return module.to(dtype);
    }

    public static nn.Module to(nn.Module module, Device device, ScalarType? dtype = null)
    {
        Devices.Check(device);
        if (dtype is { } type) CheckDType(type);
        return dtype is { } wanted ? module.to(device, wanted) : module.to(device);
    }

    public static nn.Module to(nn.Module module, Tensor other) => to(module, other.device, other.dtype);

    public static nn.Module cpu(nn.Module module) => module.to(CPU);

    public static nn.Module cuda(nn.Module module, int device = 0) => to(module, new Device(DeviceType.CUDA, device));

    public static nn.Module @float(nn.Module module) => module.to(ScalarType.Float32);

    public static nn.Module @double(nn.Module module) => module.to(ScalarType.Float64);

    public static nn.Module half(nn.Module module) => module.to(ScalarType.Float16);

    public static void register_module(nn.Module module, string name, nn.Module submodule)
    {
        CheckNoCycle(module, submodule);
        module.register_module(name, submodule);
    }

    public static void add_module(nn.Module module, string name, nn.Module submodule) => register_module(module, name, submodule);

    public static Sequential append(Sequential module, nn.Module<Tensor, Tensor> item)
    {
        CheckNoCycle(module, item);
        return module.append(item);
    }

    public static Parameter? get_weight_ih(RNN module, long idx) => module.get_weight_ih(Layer(module, "weight_ih_l", idx));

    public static Parameter? get_weight_hh(RNN module, long idx) => module.get_weight_hh(Layer(module, "weight_hh_l", idx));

    public static Parameter? get_bias_ih(RNN module, long idx) => module.get_bias_ih(Layer(module, "bias_ih_l", idx));

    public static Parameter? get_bias_hh(RNN module, long idx) => module.get_bias_hh(Layer(module, "bias_hh_l", idx));

    public static object forward(LSTMCell module, Tensor input, (Tensor, Tensor)? h0_c0 = null)
    {
        using Tensor weight = module.weight_ih!;
        long[] batch = input.shape[..^1];
        bool fits = input.dim() is 1 or 2 && input.shape[^1] == weight.shape[1] && input.dtype == weight.dtype && input.device_type == weight.device_type;
        if (fits && h0_c0 is var (h, c))
            fits = Array.TrueForAll([h, c], s => s.shape.SequenceEqual([.. batch, weight.shape[0] / 4]) && s.dtype == weight.dtype && s.device_type == weight.device_type);
        return fits ? module.forward(input, h0_c0) : throw new AutogradPSException("ShapeMismatch", ErrorKind.InvalidArgument,
            $"LSTMCell({weight.shape[1]}, {weight.shape[0] / 4}) takes input [N, {weight.shape[1]}] and a pair of states [N, {weight.shape[0] / 4}], all {DTypes.Name(weight.dtype)} on one device; "
            + $"the input is {DTypes.Name(input.dtype)} of shape {TensorText.Shape(input)}.", input);
    }

    public static object call(LSTMCell module, Tensor input, (Tensor, Tensor)? h0_c0 = null) => forward(module, input, h0_c0);

    public static double clip_grad_norm_(Tensor parameters, double max_norm, double norm_type = 2) => clip_grad_norm_([AsParameter(parameters)], max_norm, norm_type);

    public static double clip_grad_norm_(IEnumerable<Parameter> parameters, double max_norm, double norm_type = 2) => nn.utils.clip_grad_norm_(parameters, max_norm, norm_type);

    public static void clip_grad_value_(Tensor parameters, double clip_value) => clip_grad_value_([AsParameter(parameters)], clip_value);

    public static void clip_grad_value_(IEnumerable<Parameter> parameters, double clip_value) => nn.utils.clip_grad_value_(parameters, clip_value);

    private static long Layer(RNN module, string prefix, long index)
    {
        long count = module.named_parameters().Count(p => p.name.StartsWith(prefix, StringComparison.Ordinal));
        return index >= 0 && index < count ? index : throw new AutogradPSException("IndexOutOfRange", ErrorKind.InvalidArgument, $"This RNN has {count} of {prefix}*; there is no number {index}.", index);
    }

    private static void CheckDType(ScalarType dtype)
    {
        if (dtype is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64))
            throw new AutogradPSException("InvalidDType", ErrorKind.InvalidArgument, $"The parameters of a module are floating point, not {DTypes.Name(dtype)}. Use float32, float64, float16 or bfloat16.", dtype);
    }

    // Whatever walks over a module that holds itself walks until the stack is full.
    private static void CheckNoCycle(nn.Module module, nn.Module submodule)
    {
        if (ReferenceEquals(module, submodule) || submodule.modules().Contains(module))
            throw new AutogradPSException("ModuleCycle", ErrorKind.InvalidArgument, "A module cannot be a part of itself.", submodule);
    }
}
