using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>The dtype names of the safetensors format that libtorch has a counterpart for.</summary>
internal static class SafetensorsDTypes
{
    private static readonly (string Name, ScalarType DType, int Bytes)[] Table =
    [
        ("F32", ScalarType.Float32, 4), ("F64", ScalarType.Float64, 8), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1), ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1), ("C64", ScalarType.ComplexFloat32, 8),
    ];

    /// <summary>The dtype and its size in bytes; null for a name that is none of these.</summary>
    public static (ScalarType DType, int Bytes)? Find(string name) =>
        Array.FindIndex(Table, e => e.Name == name) is >= 0 and var i ? (Table[i].DType, Table[i].Bytes) : null;

    /// <summary>The name of a dtype; null where the format has none.</summary>
    public static string? Name(ScalarType dtype) => Table.FirstOrDefault(e => e.DType == dtype).Name;

    /// <summary>All names, for messages.</summary>
    public static string All => string.Join(", ", Table.Select(e => e.Name));
}
