using System.Globalization;
using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Orders values as PowerShell's comparison does, and as text those it cannot compare.</summary>
internal sealed class ObjectComparer(bool caseSensitive, CultureInfo? culture = null) : IComparer<object?>
{
    private readonly CultureInfo _culture = culture ?? CultureInfo.CurrentCulture;

    public int Compare(object? x, object? y)
    {
        if (LanguagePrimitives.TryCompare(x, y, ignoreCase: !caseSensitive, _culture, out int order))
            return order;
        return _culture.CompareInfo.Compare(Text(x), Text(y), caseSensitive ? CompareOptions.None : CompareOptions.IgnoreCase);
    }

    /// <summary>Whether two objects are equal: objects of properties by their properties, others by value.</summary>
    public static bool AreSame(PSObject first, PSObject second, bool caseSensitive)
    {
        var comparer = new ObjectComparer(caseSensitive);
        if (first.BaseObject is not PSCustomObject || second.BaseObject is not PSCustomObject)
            return comparer.Compare(first.BaseObject, second.BaseObject) == 0;
        return first.Properties.Count() == second.Properties.Count()
            && first.Properties.All(property =>
                second.Properties[property.Name] is { } other && comparer.Compare(property.Value, other.Value) == 0);
    }

    private static string Text(object? value) => value is null ? string.Empty : PSObject.AsPSObject(value).ToString();
}
