using System.Collections;
using System.Reflection;
using AutogradPS.Tensors;

namespace AutogradPS.Scripting;

/// <summary>One overload: tries to bind arguments to its parameters, by position, by name and by default.</summary>
internal sealed class Overload
{
    private readonly MethodInfo _method;
    private readonly bool[] _takesNull;
    private readonly bool _hasParams;

    public Overload(MethodInfo method)
    {
        _method = method;
        Parameters = method.GetParameters();
        Defaults = Array.ConvertAll(Parameters, p => p.HasDefaultValue ? p.DefaultValue : null);
        _takesNull = Array.ConvertAll(Parameters, TakesNull);
        SpatialDimensions = method.Name is [.., >= '1' and <= '3', 'd'] ? method.Name[^2] - '0' : null;
        Invoker = MethodInvoker.Create(method);
        _hasParams = Parameters is [.., var last] && last.IsDefined(typeof(ParamArrayAttribute), false);
    }

    /// <summary>The parameters, with the tensor itself first where the method is static.</summary>
    public ParameterInfo[] Parameters { get; }

    /// <summary>The default of each parameter that has one.</summary>
    public object?[] Defaults { get; }

    /// <summary>The compiled call.</summary>
    public MethodInvoker Invoker { get; }

    /// <summary>A static or extension method whose first parameter is the tensor serves as an instance method too.</summary>
    public bool IsStatic => _method.IsStatic;

    /// <summary>The number of spatial dimensions that the name ends with, such as 2 of max_unpool2d; null for other names.</summary>
    public int? SpatialDimensions { get; }

    /// <summary>False for what cannot be called by reflection: open generics, spans, pointers, out and ref.</summary>
    public static bool IsCallable(MethodInfo method) => !method.ContainsGenericParameters
        && method.GetParameters().All(p => !p.ParameterType.IsByRef && !p.ParameterType.IsByRefLike && !p.ParameterType.IsPointer);

    /// <summary>The bound call with its cost, or null where the arguments do not fit.</summary>
    public BoundCall? TryBind(object? self, object?[] positional, IDictionary? keywords)
    {
        object?[] given = IsStatic && self is not null ? [self, .. positional] : positional;
        if (given.Length > Parameters.Length && !_hasParams) return null;
        var values = new object?[Parameters.Length];
        int cost = 0, used = 0, named = 0;
        for (int i = 0; i < Parameters.Length; i++)
        {
            ParameterInfo p = Parameters[i];
            if (_hasParams && i == Parameters.Length - 1 && Rest(given, used, p.ParameterType) is { } rest)
            {
                (values[i], int restCost) = rest;
                cost += restCost;
                used = given.Length;
            }
            else if (used < given.Length)
            {
                if (Cost(given[used], i) is not { } c) return null;
                values[i] = given[used++];
                cost += c * 2;
            }
            else if (keywords is not null && Keyword(keywords, p.Name!) is { } key)
            {
                object? value = NestedNumbers.Unwrap(keywords[key]);
                if (Cost(value, i) is not { } c) return null;
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
        return used == given.Length && named == (keywords?.Count ?? 0) ? new BoundCall(this, self, values, cost) : null;
    }

    /// <summary>The form as a script would write it.</summary>
    public string Signature(string name, bool onObject)
    {
        IEnumerable<ParameterInfo> parameters = onObject && IsStatic ? Parameters.Skip(1) : Parameters;
        return $"{name}({string.Join(", ", parameters.Select(p => p.HasDefaultValue ? $"[{p.Name}]" : p.Name))})";
    }

    private int? Cost(object? value, int parameter) =>
        value is null && !_takesNull[parameter] ? null : ArgumentConversion.Cost(value, Parameters[parameter].ParameterType);

    // A tensor that must be there must not be null: some of libtorch's functions would read memory at 0.
    private static bool TakesNull(ParameterInfo parameter) => Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        || (!parameter.ParameterType.IsValueType && (parameter.HasDefaultValue || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable));

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
        ["exponent"] = ["exponent", "scalar"], ["repeats"] = ["sizes"], ["p"] = ["ord"], ["bias"] = ["hasBias"],
        ["end"] = ["stop"], ["lambd"] = ["lambda"], ["params"] = ["parameters"], ["lr"] = ["learningRate"],
        ["embed_dim"] = ["embedded_dim"], ["embedding_dim"] = ["embedding_dims"], ["padding_idx"] = ["padding_index"], ["input_size"] = ["inputSize"], ["hidden_size"] = ["hiddenSize"],
        ["in_features"] = ["inputSize"], ["out_features"] = ["outputSize"],
    };

    private static object? Keyword(IDictionary keywords, string name) => keywords.Keys.Cast<object>().FirstOrDefault(k => Means(k.ToString()!, name));

    private static bool Means(string keyword, string parameter) => string.Equals(keyword, parameter, StringComparison.OrdinalIgnoreCase)
        || (Synonyms.TryGetValue(keyword, out string[]? names) && names.Contains(parameter, StringComparer.OrdinalIgnoreCase));
}
