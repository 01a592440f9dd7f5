using System.Management.Automation;

namespace AutogradPS.Cmdlets.Runs;

/// <summary>Gives an object what it holds by name as properties of its own, for Sort-Object, Where-Object and Format-Table.</summary>
internal static class Flattened
{
    /// <summary>The object with the values as properties. Names that it has already keep their meaning.</summary>
    public static PSObject Of(object value, params IReadOnlyDictionary<string, object?>[] parts)
    {
        PSObject flat = PSObject.AsPSObject(value);
        foreach ((string name, object? cell) in parts.SelectMany(part => part))
            if (flat.Properties[name] is null) flat.Properties.Add(new PSNoteProperty(name, cell));
        return flat;
    }
}
