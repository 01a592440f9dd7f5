using System.Collections;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Refuses tensors beyond the free memory where a script says their size: <c>[torch]::zeros(1000000, 1000000)</c>, <c>$x.repeat(1e6, 1e6)</c>.</summary>
internal static class LargeResults
{
    private static readonly HashSet<string> Factories = ["zeros", "ones", "empty", "full", "rand", "randn", "randint", "new_zeros", "new_ones", "new_empty", "new_full"];

    /// <summary>Whether a function of a name says the size of its result.</summary>
    public static bool Has(string name) => name is "eye" or "repeat" or "tile" || Factories.Contains(name);

    /// <summary>Checks a call of such a function.</summary>
    /// <exception cref="Errors.AutogradPSException">OutOfMemory.</exception>
    public static void Check(string name, object? self, object?[] positional, IDictionary? keywords)
    {
        object?[] all = [self, .. positional];
        Tensor? like = all.OfType<Tensor>().FirstOrDefault();
        if (like is not null) TensorCheck.InCall(like);
        object?[] given = [.. all.Where(value => value is not (null or Tensor))];
        // The one list there is, or one number after the other.
        object? list = keywords?["size"] ?? Array.Find(given, value => value is IEnumerable and not string);
        long[] sizes = [.. (list is IEnumerable items and not string ? items.Cast<object?>().Select(NestedNumbers.Unwrap) : given.TakeWhile(IsSize)).Where(IsSize).Select(value => Convert.ToInt64(value, null))];
        if (sizes.Length == 0) return;
        if (name == "eye" && sizes.Length == 1) sizes = [sizes[0], sizes[0]];
        double elements = sizes.Aggregate(name is "repeat" or "tile" ? like?.numel() ?? 1.0 : 1.0, (n, size) => n * size);
        ScalarType dtype = keywords?["dtype"] is { } said && (NestedNumbers.Unwrap(said) is ScalarType type || (NestedNumbers.Unwrap(said) is string word && DTypes.TryParse(word, out type))) ? type
            : like?.dtype ?? (name == "randint" ? ScalarType.Int64 : get_default_dtype());
        TensorFactory.CheckMemory(elements, sizes, dtype, like?.device ?? CPU);
    }

    private static bool IsSize(object? value) => value is sbyte or byte or short or ushort or int or uint or long;
}
