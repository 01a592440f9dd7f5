using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>PyTorch's names of the dtypes.</summary>
public static class DTypes
{
    private static readonly Dictionary<string, ScalarType> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["float32"] = ScalarType.Float32, ["float"] = ScalarType.Float32, ["float64"] = ScalarType.Float64, ["double"] = ScalarType.Float64,
        ["float16"] = ScalarType.Float16, ["half"] = ScalarType.Float16, ["bfloat16"] = ScalarType.BFloat16,
        ["int8"] = ScalarType.Int8, ["uint8"] = ScalarType.Byte, ["int16"] = ScalarType.Int16, ["short"] = ScalarType.Int16,
        ["int32"] = ScalarType.Int32, ["int"] = ScalarType.Int32, ["int64"] = ScalarType.Int64, ["long"] = ScalarType.Int64,
        ["bool"] = ScalarType.Bool, ["complex64"] = ScalarType.ComplexFloat32, ["complex128"] = ScalarType.ComplexFloat64,
    };

    /// <summary>The names to offer, in the order of their use.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64", "complex128"];

    /// <summary>The dtype of a name such as <c>float32</c>, <c>torch.float32</c> or <c>Float32</c>.</summary>
    /// <exception cref="AutogradPSException">InvalidDType.</exception>
    public static ScalarType Parse(string name) => TryParse(name, out ScalarType dtype) ? dtype
            : throw new AutogradPSException("InvalidDType", ErrorKind.InvalidArgument,
                $"'{name}' is not a dtype. Use one of {string.Join(", ", Names)}.", name);

    /// <summary>The dtype of a name, if it is one.</summary>
    public static bool TryParse(string name, out ScalarType dtype) =>
        ByName.TryGetValue(name.StartsWith("torch.", StringComparison.OrdinalIgnoreCase) ? name[6..] : name, out dtype);

    /// <summary>PyTorch's name of a dtype, such as <c>float32</c>.</summary>
    public static string Name(ScalarType dtype) => ByName.FirstOrDefault(p => p.Value == dtype).Key ?? dtype.ToString();
}
