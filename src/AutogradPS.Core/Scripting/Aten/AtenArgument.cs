using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting.Aten;

/// <summary>A value that fits a parameter of libtorch's: what the script's source says for it, and what it is called with.</summary>
internal sealed partial class AtenArgument
{
    // A list's values are the call's: its length is in the source.
    private const int LongestList = 64;

    private static readonly string[] Reductions = ["none", "mean", "sum"];

    private readonly AtenParameter parameter;
    private readonly object?[]? values; // null for None

    private AtenArgument(AtenParameter parameter, object?[]? values, bool byName, int cost) => (this.parameter, this.values, ByName, Cost) = (parameter, values, byName, cost);

    /// <summary>Whether the script gave it by its name.</summary>
    public bool ByName { get; }

    /// <summary>How far the value is from what is wanted; lower wins.</summary>
    public int Cost { get; }

    /// <summary>The name of what it is for.</summary>
    public string Name => parameter.Name;

    /// <summary>The tensors in it.</summary>
    public IEnumerable<Tensor> Tensors => values?.OfType<Tensor>() ?? [];

    /// <summary>Into how many tensors one is to be cut; null for what is no such number.</summary>
    public long? Sections => !Name.EndsWith("sections", StringComparison.Ordinal) || values is not [{ } count] ? null
        : count is not Tensor tensor ? Convert.ToInt64(count, CultureInfo.InvariantCulture) : tensor.dim() == 0 && tensor.dtype == ScalarType.Int64 ? tensor.item<long>() : null;

    /// <summary>Whether there are values for a parameter at all.</summary>
    public static bool Takes(AtenParameter parameter) => parameter.Type is "Tensor" or "Scalar" or "int" or "float" or "bool" or "str" or "ScalarType" or "Device";

    /// <summary>The argument, or null where the value does not fit.</summary>
    public static AtenArgument? Of(AtenParameter parameter, object? value, bool byName)
    {
        if (value is null) return parameter.TakesNull ? new AtenArgument(parameter, null, byName, 0) : null;
        if (!parameter.IsList) return CostOf(parameter, value) is { } own ? new AtenArgument(parameter, [value], byName, own) : null;
        if (value is IEnumerable list and not (string or IDictionary or Tensor))
        {
            object?[] items = [.. list.Cast<object?>().Select(NestedNumbers.Unwrap).Take(LongestList + 1)];
            int cost = 0;
            foreach (object? item in items)
            {
                if (item is null && parameter.TakesNulls) continue;
                if (item is null || CostOf(parameter, item) is not { } one) return null;
                cost = Math.Max(cost, one);
            }
            return items.Length <= LongestList ? new AtenArgument(parameter, items, byName, cost) : null;
        }
        return parameter.Length > 0 && CostOf(parameter, value) is { } single ? new AtenArgument(parameter, [.. Enumerable.Repeat(value, parameter.Length)], byName, single + 2) : null;
    }

    /// <summary>What the source says for it.</summary>
    /// <param name="source">The function, which takes what it needs.</param>
    public string Write(AtenSource source)
    {
        string text = values is null ? "None" : parameter.IsList ? source.AddList(parameter.TakesNulls ? $"Optional[{parameter.Type}]" : parameter.Type, values.Select(value => One(value, source)))
            : One(values[0], source);
        return ByName ? $"{Name}={text}" : text;
    }

    private string One(object? value, AtenSource source)
    {
        return value is null ? "None" : parameter.Type switch
        {
            "bool" => (bool)value ? "True" : "False",
            "str" => $"\"{value}\"",
            "ScalarType" => ((int)DType(value)!).ToString(CultureInfo.InvariantCulture),
            "Device" => $"torch.device(\"{(value is Device device ? device : Devices.Parse((string)value))}\")",
            "Tensor" => source.AddInput("Tensor", value),
            "int" when value is string word => Array.IndexOf(Reductions, word).ToString(CultureInfo.InvariantCulture),
            "int" => source.AddInput("int", Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            "Scalar" when ArgumentConversion.IsInteger(value) || value is bool => source.AddInput("int", Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            _ => source.AddInput("float", value is Half half ? (double)half : Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        };
    }

    private static int? CostOf(AtenParameter parameter, object value)
    {
        bool fits = parameter.Type switch
        {
            "Tensor" => value is Tensor,
            "Scalar" => !parameter.IsList && ArgumentConversion.IsNumber(value), // TorchScript has no name for such lists
            "int" => ArgumentConversion.IsInteger(value) || (parameter.Name == "reduction" && value is string word && Reductions.Contains(word)),
            "float" => ArgumentConversion.IsNumber(value) && value is not bool,
            "bool" => value is bool,
            "str" => value is string text && Plain().IsMatch(text),
            "ScalarType" => DType(value) is not null,
            "Device" => value is Device || (value is string name && Devices.IsName(name)),
            _ => false,
        };
        return !fits ? null : parameter.Type is "float" && ArgumentConversion.IsInteger(value) ? 1 : 0;
    }

    private static ScalarType? DType(object value) => value is ScalarType type ? type : value is string name && DTypes.TryParse(name, out ScalarType named) ? named : null;

    // What can stand between quotes as it is.
    [GeneratedRegex(@"^[\w ,.>\-]{0,100}\z", RegexOptions.ECMAScript)]
    private static partial Regex Plain();
}
