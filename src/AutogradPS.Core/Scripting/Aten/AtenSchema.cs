using System.Collections;
using AutogradPS.Tensors;

namespace AutogradPS.Scripting.Aten;

/// <summary>A function as libtorch declares it, such as <c>amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">What it takes.</param>
internal sealed record AtenSchema(string Name, IReadOnlyList<AtenParameter> Parameters)
{
    /// <summary>Reads a declaration.</summary>
    public static AtenSchema Parse(string declaration)
    {
        int open = declaration.IndexOf('('), close = declaration.LastIndexOf(") ->", StringComparison.Ordinal);
        List<AtenParameter> parameters = [];
        bool byName = false;
        foreach (string part in declaration[(open + 1)..close].Split(", "))
        {
            if (part == "*") byName = true;
            else parameters.Add(AtenParameter.Parse(part, byName));
        }
        return new AtenSchema(declaration[..open].Split('.')[0], parameters);
    }

    /// <summary>The call with its cost, or null where the arguments do not fit.</summary>
    /// <param name="self">What a method is called on; null for a function.</param>
    /// <param name="positional">Unwrapped.</param>
    /// <param name="keywords">By name.</param>
    public AtenCall? TryBind(object? self, object?[] positional, IDictionary? keywords)
    {
        object?[] given = self is null ? positional : [self, .. positional];
        List<AtenArgument> arguments = [];
        int used = 0, named = 0, cost = 0;
        foreach (AtenParameter parameter in Parameters)
        {
            object? value, key = null;
            if (used < given.Length && !parameter.IsKeyword) value = given[used++];
            else if (keywords?.Keys.Cast<object>().FirstOrDefault(k => parameter.IsMeantBy(k.ToString()!)) is { } keyword)
            {
                (key, value) = (keyword, NestedNumbers.Unwrap(keywords[keyword]));
                named++;
            }
            else if (parameter.IsOptional)
            {
                cost++; // of two that fit, the one that needs fewer defaults
                continue;
            }
            else return null;
            if (AtenArgument.Of(parameter, value, byName: key is not null) is not { } argument) return null;
            arguments.Add(argument);
            cost += 2 * argument.Cost;
        }
        return used == given.Length && named == (keywords?.Count ?? 0) ? new AtenCall(Name, self, arguments, cost) : null;
    }

    /// <summary>The form as a script would write it.</summary>
    public string Signature(string name, bool onObject) =>
        $"{name}({string.Join(", ", Parameters.Skip(onObject ? 1 : 0).Where(p => AtenArgument.Takes(p)).Select(p => p.IsOptional ? $"[{p.Name}]" : p.Name))})";
}
