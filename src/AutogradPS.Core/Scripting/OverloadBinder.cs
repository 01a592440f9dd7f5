using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using AutogradPS.Errors;
using AutogradPS.Scripting.Aten;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>
/// Picks the overload of a TorchSharp method for the arguments of a script and calls it. PowerShell's own binder cannot choose
/// between Scalar and Tensor for a number, and knows neither keyword arguments nor dtypes by name.
/// </summary>
/// <param name="name">The method's name, for errors.</param>
/// <param name="candidates">Its overloads.</param>
/// <param name="aten">What libtorch calls it; null where it is none of its functions.</param>
internal sealed class OverloadBinder(string name, IReadOnlyList<MethodInfo> candidates, string? aten = null)
{
    private readonly IReadOnlyList<Overload> _overloads = AtenFunctions.IsOurs(aten) ? [] : [.. candidates.Where(Overload.IsCallable).Select(m => new Overload(m))];

    // libtorch's own declarations, for what the overloads do not take.
    private readonly IReadOnlyList<AtenSchema> _schemas = AtenFunctions.Of(aten);

    private readonly bool _saysSize = LargeResults.Has(name);

    // Functions that TorchSharp declares with other parameters than its native library has, that call themselves without end, or whose
    // native code reads at address 0.
    private static readonly HashSet<string> Unsafe = ["rand_out", "randn_out", "randint_out", "align_as", "from_file", "sparse"];

    // Which overload the types of the arguments led to. Bounded by the ways in which scripts call one name.
    private readonly ConcurrentDictionary<Signature, Overload> _chosen = new();

    /// <summary>True when there is nothing to call.</summary>
    public bool IsEmpty => _overloads.Count + _schemas.Count == 0;

    /// <summary>Calls the best overload. A trailing dictionary holds keyword arguments: <c>$x.sum(@{ dim = 1; keepdim = $true })</c>.</summary>
    /// <param name="self">The tensor, or whatever the method is called on, or null.</param>
    /// <param name="arguments">What the script wrote.</param>
    /// <exception cref="AutogradPSException">NoOverload, TensorDisposed, or what libtorch says.</exception>
    public object? Call(object? self, IReadOnlyList<object?> arguments)
    {
        if (Unsafe.Contains(name))
            throw new AutogradPSException("NotSupported", ErrorKind.NotSupported, $"{name} is not available: TorchSharp's form of it ends the process.", self);
        (object?[] positional, IDictionary? keywords) = Split(arguments);
        if (_saysSize) LargeResults.Check(name, self, positional, keywords);
        Signature? signature = keywords is null ? Signature.Of(positional) : null;
        if (signature is { } known && _chosen.TryGetValue(known, out Overload? overload) && overload.TryBind(self, positional, null) is { } again) return again.Invoke();

        BoundCall? best = Best(self, positional, keywords);
        if (best is not null && signature is { } learned) _chosen[learned] = best.Overload;
        // Python takes sizes one by one where TorchSharp wants a list: $x.roll(1, 2), torch.zeros(2, 3, 4).
        if (best is null && positional.Length > 0) best = Best(self, [positional], keywords);
        // A table of tensors that is no keywords: load_state_dict(@{ weight = $w }).
        if (best is null && keywords is not null) best = Best(self, [.. positional, keywords], null);
        if (best is not null) return best.Invoke();
        AtenCall? call = BestSchema(self, positional, keywords) ?? (positional.Length > 0 ? BestSchema(self, [positional], keywords) : null);
        return call is not null ? call.Invoke() : throw NoOverload(self, positional, keywords);
    }

    private BoundCall? Best(object? self, object?[] positional, IDictionary? keywords)
    {
        BoundCall? best = null;
        foreach (Overload overload in _overloads)
            if (overload.TryBind(self, positional, keywords) is { } call && (best is null || call.Cost < best.Cost)) best = call;
        return best;
    }

    private AtenCall? BestSchema(object? self, object?[] positional, IDictionary? keywords) =>
        _schemas.Select(schema => schema.TryBind(self, positional, keywords)).Where(call => call is not null).MinBy(call => call!.Cost);

    private static (object?[] Positional, IDictionary? Keywords) Split(IReadOnlyList<object?> arguments)
    {
        var plain = new object?[arguments.Count];
        for (int i = 0; i < plain.Length; i++) plain[i] = NestedNumbers.Unwrap(arguments[i]);
        // What state_dict() gives is no hashtable of keywords.
        return plain is [.., IDictionary keywords and not IDictionary<string, Tensor>] ? (plain[..^1], keywords) : (plain, null);
    }

    private AutogradPSException NoOverload(object? self, object?[] positional, IDictionary? keywords)
    {
        if (IsEmpty)
            return new AutogradPSException("MethodNotFound", ErrorKind.ObjectNotFound, self is null ? $"There is no {name}." : $"A {self.GetType().Name} has no method {name}. $x | Get-Member lists what it has.", name);
        IEnumerable<string> given = positional.Select(Describe);
        if (keywords is not null) given = given.Concat(keywords.Keys.Cast<object>().Select(k => $"{k}={Describe(NestedNumbers.Unwrap(keywords[k]))}"));
        IEnumerable<string> own = _overloads.Select(o => o.Signature(name, self is not null)), further = _schemas.Select(s => s.Signature(name, self is not null));
        string forms = string.Join("; ", own.Concat(further).Distinct().Take(6));
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
