using System.Collections;
using AutogradPS.Tensors;

namespace AutogradPS.Scripting;

/// <summary>PyTorch's pairs of numbers, which TorchSharp's optimizers take one after the other: <c>Adam($p, 0.1, @(0.5, 0.9))</c>, <c>@{ betas = 0.5, 0.9 }</c>.</summary>
internal static class PairedNumbers
{
    private static readonly Dictionary<string, (string First, string Second)> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["betas"] = ("beta1", "beta2"), ["etas"] = ("etaminus", "etaplus"), ["step_sizes"] = ("min_step", "max_step"),
    };

    /// <summary>The arguments with their pairs taken apart; the first one, the parameters, stays.</summary>
    public static object?[] Apart(object?[] arguments)
    {
        List<object?> apart = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            object? value = NestedNumbers.Unwrap(arguments[i]);
            if (value is IDictionary keywords) apart.Add(Apart(keywords));
            else if (i > 0 && Pair(value) is var (first, second)) apart.AddRange([first, second]);
            else apart.Add(arguments[i]);
        }
        return [.. apart];
    }

    private static Hashtable Apart(IDictionary keywords)
    {
        var apart = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry keyword in keywords)
        {
            if (Names.TryGetValue($"{keyword.Key}", out (string First, string Second) names) && Pair(NestedNumbers.Unwrap(keyword.Value)) is var (first, second))
                (apart[names.First], apart[names.Second]) = (first, second);
            else apart[keyword.Key] = keyword.Value;
        }
        return apart;
    }

    private static (object? First, object? Second)? Pair(object? value) =>
        value is IEnumerable and not (string or IDictionary) && ((IEnumerable)value).Cast<object?>().Select(NestedNumbers.Unwrap).ToArray() is [IConvertible first, IConvertible second] ? (first, second) : null;
}
