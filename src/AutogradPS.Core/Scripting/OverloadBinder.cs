using System.Collections;
using System.Reflection;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>
/// Picks the overload of a TorchSharp method for the arguments of a script and calls it. PowerShell's own binder cannot choose
/// between Scalar and Tensor for a number, and knows neither keyword arguments nor dtypes by name.
/// </summary>
/// <param name="name">The method's name, for errors.</param>
/// <param name="candidates">Its overloads.</param>
internal sealed class OverloadBinder(string name, IReadOnlyList<MethodInfo> candidates)
{
    private readonly IReadOnlyList<Overload> _overloads = [.. candidates.Where(Overload.IsCallable).Select(m => new Overload(m))];

    /// <summary>True when there is no overload that reflection can call.</summary>
    public bool IsEmpty => _overloads.Count == 0;

    /// <summary>Calls the best overload. A trailing dictionary holds keyword arguments: <c>$x.sum(@{ dim = 1; keepdim = $true })</c>.</summary>
    /// <param name="self">The tensor of an instance method, or null.</param>
    /// <param name="arguments">What the script wrote.</param>
    /// <exception cref="AutogradPSException">NoOverload, TensorDisposed, or what libtorch says.</exception>
    public object? Call(Tensor? self, IReadOnlyList<object?> arguments)
    {
        (object?[] positional, IDictionary? keywords) = Split(arguments);
        BoundCall? best = Best(self, positional, keywords);
        // Python takes sizes one by one where TorchSharp wants a list: $x.roll(1, 2), torch.zeros(2, 3, 4).
        if (best is null && positional.Length > 0) best = Best(self, [positional], keywords);
        if (best is null) throw NoOverload(self, positional, keywords);
        return best.Invoke();
    }

    private BoundCall? Best(Tensor? self, object?[] positional, IDictionary? keywords)
    {
        BoundCall? best = null;
        foreach (Overload overload in _overloads)
            if (overload.TryBind(self, positional, keywords) is { } call && (best is null || call.Cost < best.Cost)) best = call;
        return best;
    }

    private static (object?[] Positional, IDictionary? Keywords) Split(IReadOnlyList<object?> arguments)
    {
        object?[] plain = [.. arguments.Select(NestedNumbers.Unwrap)];
        return plain is [.., IDictionary keywords] ? (plain[..^1], keywords) : (plain, null);
    }

    private AutogradPSException NoOverload(Tensor? self, object?[] positional, IDictionary? keywords)
    {
        IEnumerable<string> given = positional.Select(Describe);
        if (keywords is not null) given = given.Concat(keywords.Keys.Cast<object>().Select(k => $"{k}={Describe(keywords[k])}"));
        string forms = string.Join("; ", _overloads.Select(o => o.Signature(name, self is not null)).Distinct().Take(6));
        return new AutogradPSException("NoOverload", ErrorKind.InvalidArgument,
            $"{name} does not take ({string.Join(", ", given)}). It takes: {forms}. Keyword arguments go into a hashtable at the end: @{{ dim = 1 }}.", positional);
    }

    private static string Describe(object? value) => value switch
    {
        null => "$null",
        Tensor => "Tensor",
        string s => $"'{s}'",
        IEnumerable => "list",
        _ => value.GetType().Name,
    };
}
