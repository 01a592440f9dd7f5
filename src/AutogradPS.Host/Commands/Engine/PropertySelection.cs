using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Makes objects of some of an object's properties, as Select-Object does.</summary>
internal sealed class PropertySelection
{
    private readonly PropertySpec[] _properties;
    private readonly WildcardPattern[] _excluded;
    private readonly PSPropertyExpression? _expand;

    public PropertySelection(object[]? properties, string[]? excluded, string? expand)
    {
        // Leaving some out means all the others.
        _properties = PropertySpec.ParseAll(properties ?? (excluded is null ? [] : ["*"]));
        _excluded = [.. (excluded ?? []).Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase))];
        _expand = expand is null ? null : new PSPropertyExpression(expand);
    }

    /// <summary>What stands for the object: one with the properties, or the values of the expanded property.</summary>
    public IEnumerable<PSObject?> Apply(PSObject source, Action<ErrorRecord> onError)
    {
        List<PSNoteProperty> properties = Properties(source);
        if (_expand is not null)
            return Expand(source, properties, onError);

        var selected = new PSObject();
        selected.TypeNames.Insert(0, "Selected." + source.BaseObject.GetType());
        foreach (PSNoteProperty property in properties)
            selected.Properties.Add(property, preValidated: true);
        return [selected];
    }

    private List<PSNoteProperty> Properties(PSObject source)
    {
        var found = new List<PSNoteProperty>();
        foreach (PropertySpec spec in _properties)
        {
            List<PSPropertyExpression> names = spec.Expression.ResolveNames(source);
            // A property that is not there is null in the result.
            if (names.Count == 0 && !spec.Expression.HasWildCardCharacters)
                Add(spec.Label ?? spec.Expression.ToString(), null);
            foreach (PSPropertyExpression name in names)
            {
                object? value = name.GetValues(source).FirstOrDefault(result => result.Exception is null)?.Result;
                Add(spec.Label ?? name.ToString(), value);
            }
        }
        return found;

        void Add(string name, object? value)
        {
            bool isTaken = found.Exists(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (!isTaken && !Array.Exists(_excluded, pattern => pattern.IsMatch(name)))
                found.Add(new PSNoteProperty(name, value));
        }
    }

    private List<PSObject?> Expand(PSObject source, List<PSNoteProperty> properties, Action<ErrorRecord> onError)
    {
        List<PSPropertyExpressionResult> results = _expand!.GetValues(source);
        if (results.Count == 0)
        {
            onError(new ErrorRecord(
                new PSArgumentException($"Property \"{_expand}\" cannot be found."), "ExpandPropertyNotFound", ErrorCategory.InvalidArgument, source));
            return [];
        }

        var expanded = new List<PSObject?>();
        foreach (PSPropertyExpressionResult result in results)
        {
            if (result.Exception is not null)
            {
                onError(new ErrorRecord(result.Exception, "PropertyEvaluationExpand", ErrorCategory.InvalidResult, source));
                continue;
            }
            System.Collections.IEnumerable values = LanguagePrimitives.GetEnumerable(result.Result) ?? new[] { result.Result };
            foreach (object? value in values)
                expanded.Add(WithProperties(value, properties));
        }
        return expanded;
    }

    private static PSObject? WithProperties(object? value, List<PSNoteProperty> properties)
    {
        if (value is null)
            return null;
        PSObject item = PSObject.AsPSObject(value);
        foreach (PSNoteProperty property in properties)
            item.Properties.Add(property);
        return item;
    }
}
