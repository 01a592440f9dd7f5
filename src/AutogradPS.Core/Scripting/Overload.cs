using System.Collections;
using System.Reflection;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>One overload: tries to bind arguments to its parameters, by position, by name and by default.</summary>
internal sealed class Overload
{
    private readonly MethodInfo _method;
    private readonly ParameterInfo[] _parameters;
    private readonly bool _selfIsFirst;
    private readonly bool _hasParams;

    public Overload(MethodInfo method)
    {
        _method = method;
        _parameters = method.GetParameters();
        // A static or extension method whose first parameter is the tensor serves as an instance method too.
        _selfIsFirst = method.IsStatic;
        _hasParams = _parameters is [.., var last] && last.IsDefined(typeof(ParamArrayAttribute), false);
    }

    /// <summary>False for what reflection cannot call: open generics, spans, pointers, out and ref.</summary>
    public static bool IsCallable(MethodInfo method) => !method.ContainsGenericParameters
        && method.GetParameters().All(p => !p.ParameterType.IsByRef && !p.ParameterType.IsByRefLike && !p.ParameterType.IsPointer);

    /// <summary>The bound call with its cost, or null where the arguments do not fit.</summary>
    public BoundCall? TryBind(Tensor? self, object?[] positional, IDictionary? keywords)
    {
        object?[] given = _selfIsFirst && self is not null ? [self, .. positional] : positional;
        var values = new object?[_parameters.Length];
        int cost = 0, used = 0, named = 0;
        for (int i = 0; i < _parameters.Length; i++)
        {
            ParameterInfo p = _parameters[i];
            if (_hasParams && i == _parameters.Length - 1 && Rest(given, used, p.ParameterType) is { } rest)
            {
                (values[i], int restCost) = rest;
                cost += restCost;
                used = given.Length;
            }
            else if (used < given.Length)
            {
                if (ArgumentConversion.Cost(given[used], p.ParameterType) is not { } c) return null;
                values[i] = given[used++];
                cost += c * 2;
            }
            else if (Keyword(keywords, p.Name!) is { } key)
            {
                object? value = NestedNumbers.Unwrap(keywords![key]);
                if (ArgumentConversion.Cost(value, p.ParameterType) is not { } c) return null;
                values[i] = value;
                cost += c * 2;
                named++;
            }
            else if (p.HasDefaultValue)
            {
                values[i] = Type.Missing;
                cost++; // of two that fit, the one that needs fewer defaults
            }
            else return null;
        }
        return used == given.Length && named == (keywords?.Count ?? 0) ? new BoundCall(_method, self, values, cost) : null;
    }

    /// <summary>The form as a script would write it.</summary>
    public string Signature(string name, bool onTensor)
    {
        IEnumerable<ParameterInfo> parameters = onTensor && _selfIsFirst ? _parameters.Skip(1) : _parameters;
        return $"{name}({string.Join(", ", parameters.Select(p => p.HasDefaultValue ? $"[{p.Name}]" : p.Name))})";
    }

    private static (object Values, int Cost)? Rest(object?[] given, int from, Type type)
    {
        Type element = type.GetElementType()!;
        object?[] rest = given[from..];
        if (rest is [var only] && ArgumentConversion.Cost(only, type) is not null) return null; // given as a list already
        int cost = 1;
        foreach (object? value in rest)
        {
            if (ArgumentConversion.Cost(value, element) is not { } c) return null;
            cost += c * 2;
        }
        return (rest, cost);
    }

    // PyTorch's keyword, and what TorchSharp calls that parameter somewhere.
    private static readonly Dictionary<string, string[]> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dim"] = ["dimensions", "dimension", "dims", "axis"], ["stride"] = ["strides"], ["size"] = ["shape", "sizes"], ["dtype"] = ["type"],
        ["other"] = ["right", "target", "tensor"], ["input"] = ["x", "tensor"], ["kernel_size"] = ["kernelSize", "kernel"], ["negative_slope"] = ["slope"],
        ["exponent"] = ["exponent", "scalar"], ["repeats"] = ["sizes"], ["p"] = ["ord"],
    };

    private static object? Keyword(IDictionary? keywords, string name) => keywords?.Keys.Cast<object>().FirstOrDefault(k => Means(k.ToString()!, name));

    private static bool Means(string keyword, string parameter) => string.Equals(keyword, parameter, StringComparison.OrdinalIgnoreCase)
        || (Synonyms.TryGetValue(keyword, out string[]? names) && names.Contains(parameter, StringComparer.OrdinalIgnoreCase));
}
