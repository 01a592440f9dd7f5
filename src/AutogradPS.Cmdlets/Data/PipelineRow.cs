using System.Collections;
using System.Management.Automation;
using AutogradPS.Errors;

namespace AutogradPS.Cmdlets.Data;

/// <summary>Takes the row of numbers out of an object from the pipeline.</summary>
internal static class PipelineRow
{
    /// <summary>The values of the named properties; of all properties of a custom object where none is named; else the object itself.</summary>
    public static object? Of(object? item, string[] columns)
    {
        object? value = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (columns.Length > 0) return columns.Select(name => Property(item, name)).ToArray();
        return value switch
        {
            PSCustomObject => PSObject.AsPSObject(item).Properties.Select(property => property.Value).ToArray(),
            Hashtable => throw new AutogradPSException("DatasetColumnRequired", ErrorKind.InvalidArgument,
                "A hashtable has no order. Name its keys with -Column, or pipe [ordered] tables or [pscustomobject]s.", item),
            IDictionary table => table.Values.Cast<object?>().ToArray(),
            _ => value,
        };
    }

    private static object? Property(object? item, string name)
    {
        if (item is null) throw Missing(item, name);
        object value = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (value is IDictionary table) return table.Contains(name) ? table[name] : throw Missing(item, name);
        return PSObject.AsPSObject(item).Properties[name] is { } property ? property.Value : throw Missing(item, name);
    }

    private static AutogradPSException Missing(object? item, string name) => new("DatasetPropertyNotFound", ErrorKind.ObjectNotFound,
        $"An object from the pipeline has no property '{name}'. Check -Column against the objects (Get-Member shows their properties).", item);
}
