using System.Collections;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>
/// One entry of a -Property parameter: a name, which may have wildcards, a script block, or a hashtable with the keys
/// Name (or Label), Expression, and for sorting Ascending or Descending, any of which may be abbreviated.
/// </summary>
internal sealed class PropertySpec
{
    private PropertySpec(PSPropertyExpression expression) => Expression = expression;

    public PSPropertyExpression Expression { get; }

    /// <summary>The name given to the result; null to use the property's own.</summary>
    public string? Label { get; private init; }

    /// <summary>The direction this entry asks for; null to follow the command.</summary>
    public bool? Descending { get; private init; }

    public static PropertySpec[] ParseAll(IEnumerable<object>? entries) => entries?.Select(Parse).ToArray() ?? [];

    /// <exception cref="PSArgumentException">The entry is none of these.</exception>
    public static PropertySpec Parse(object entry)
    {
        object value = Unwrap(entry)!;
        return value is IDictionary keys ? FromKeys(keys) : new PropertySpec(ToExpression(value));
    }

    private static PropertySpec FromKeys(IDictionary keys)
    {
        PSPropertyExpression? expression = null;
        string? label = null;
        bool? descending = null;
        foreach (DictionaryEntry key in keys)
        {
            string name = key.Key.ToString()!;
            bool Means(string full) => name.Length > 0 && full.StartsWith(name, StringComparison.OrdinalIgnoreCase);
            if (Means("Expression"))
                expression = ToExpression(Unwrap(key.Value)!);
            else if (Means("Name") || Means("Label"))
                label = LanguagePrimitives.ConvertTo<string>(key.Value);
            else if (Means("Descending"))
                descending = LanguagePrimitives.IsTrue(key.Value);
            else if (Means("Ascending"))
                descending = !LanguagePrimitives.IsTrue(key.Value);
            else
                throw new PSArgumentException($"The key '{name}' is not known here. Use Name, Expression, Ascending or Descending.");
        }
        expression ??= label is null
            ? throw new PSArgumentException("A property that is a hashtable needs the key Expression.")
            : new PSPropertyExpression(label);
        return new PropertySpec(expression) { Label = label, Descending = descending };
    }

    private static PSPropertyExpression ToExpression(object value) => value switch
    {
        ScriptBlock script => new PSPropertyExpression(script),
        _ => new PSPropertyExpression(LanguagePrimitives.ConvertTo<string>(value)),
    };

    /// <summary>The value of the first property it stands for; false where the object has none, or computing it failed.</summary>
    public bool TryGetValue(PSObject target, out object? value)
    {
        PSPropertyExpressionResult? result = Expression.GetValues(target).FirstOrDefault(found => found.Exception is null);
        value = Unwrap(result?.Result);
        return result is not null;
    }

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
