using System.Collections;
using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Calls by PyTorch's names: what a script writes as <c>$x.name(...)</c> or <c>[torch]::name(...)</c>.</summary>
public static class ScriptCall
{
    /// <summary>Methods of TorchSharp's tensor that end the process for a wrong argument, and that only these calls make safe.</summary>
    public static IReadOnlyCollection<string> EndTheProcess { get; } =
    [
        "align_as", "cross", "cummax", "cummin", "empty", "fill_", "from_file", "matmul", "nanmean", "prod", "rand_out", "randint_out", "randn_out", "sparse",
        "tensor_split", "var",
    ];

    /// <summary>A method of a tensor, a module, an optimizer or a generator.</summary>
    /// <exception cref="AutogradPSException">NoOverload, TensorDisposed, or what libtorch says.</exception>
    public static object? Method(string name, object self, params object?[] arguments)
    {
        TorchRuntime.EnsureLoaded();
        return Members.Find(self, name).Call(self, arguments);
    }

    /// <summary>A function of a namespace, such as <c>torch</c>, <c>torch.nn.functional</c> or <c>torch.nn</c>.</summary>
    /// <exception cref="AutogradPSException">NoOverload, TensorDisposed, or what libtorch says.</exception>
    public static object? Function(string roof, string name, params object?[] arguments)
    {
        TorchRuntime.EnsureLoaded();
        (name, arguments) = WithIndices(roof, name, arguments);
        if (roof == "torch.optim") arguments = PairedNumbers.Apart(arguments);
        OverloadBinder binder = Roof.Of(roof).Find(name);
        // torch.name(x, ...) is x.name(...) where TorchSharp has only the method.
        return binder.IsEmpty && arguments is [Tensor self, .. var rest] ? Method(name, self, rest) : binder.Call(null, arguments);
    }

    // F.max_pool2d(x, 2, return_indices=True) is a function of its own.
    private static (string Name, object?[] Arguments) WithIndices(string roof, string name, object?[] arguments)
    {
        const string Keyword = "return_indices", Suffix = "_with_indices";
        if (arguments is not [.., var last] || NestedNumbers.Unwrap(last) is not IDictionary keywords || !keywords.Contains(Keyword) || Roof.Of(roof).Find(name + Suffix).IsEmpty) return (name, arguments);
        var others = new Hashtable(keywords, StringComparer.OrdinalIgnoreCase);
        others.Remove(Keyword);
        return (NestedNumbers.Unwrap(keywords[Keyword]) is true ? name + Suffix : name, others.Count > 0 ? [.. arguments[..^1], others] : arguments[..^1]);
    }
}
