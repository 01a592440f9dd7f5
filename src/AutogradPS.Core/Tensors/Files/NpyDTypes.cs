using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>NumPy's codes of the dtypes, kind and bytes, without the byte order.</summary>
internal static class NpyDTypes
{
    private static readonly (string Code, ScalarType DType)[] Table =
    [
        ("f4", ScalarType.Float32), ("f8", ScalarType.Float64), ("f2", ScalarType.Float16), ("i8", ScalarType.Int64), ("i4", ScalarType.Int32),
        ("i2", ScalarType.Int16), ("i1", ScalarType.Int8), ("u1", ScalarType.Byte), ("b1", ScalarType.Bool), ("c8", ScalarType.ComplexFloat32), ("c16", ScalarType.ComplexFloat64),
    ];

    /// <summary>The dtype of a code; null where libtorch has none.</summary>
    public static ScalarType? Find(string code) => Array.FindIndex(Table, e => e.Code == code) is >= 0 and var i ? Table[i].DType : null;

    /// <summary>The code of a dtype; null where NumPy has none.</summary>
    public static string? Code(ScalarType dtype) => Table.FirstOrDefault(e => e.DType == dtype).Code;

    /// <summary>All codes, for messages.</summary>
    public static string All => string.Join(", ", Table.Select(e => e.Code));
}
