using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>An object with the values it is sorted or grouped by.</summary>
internal sealed class SortEntry
{
    private static readonly object Missing = new();

    public SortEntry(PSObject item, PropertySpec[] properties)
    {
        Item = item;
        Keys = properties.Length == 0
            ? [item.BaseObject is PSCustomObject ? item : item.BaseObject]
            : [.. properties.Select(property => property.TryGetValue(item, out object? value) ? value : Missing)];
    }

    public PSObject Item { get; }

    public object?[] Keys { get; }

    /// <summary>The values, without those of properties that are not there.</summary>
    public IEnumerable<object?> Values => Keys.Where(key => !ReferenceEquals(key, Missing));

    /// <summary>Whether the object has none of the properties.</summary>
    public bool IsBare => Array.TrueForAll(Keys, key => ReferenceEquals(key, Missing));

    /// <summary>Compares by each value in turn; a property that is not there comes after the others, in both directions.</summary>
    public static int Compare(SortEntry x, SortEntry y, ObjectComparer comparer, Func<int, bool> isDescending)
    {
        for (int i = 0; i < x.Keys.Length; i++)
        {
            bool xMissing = ReferenceEquals(x.Keys[i], Missing);
            bool yMissing = ReferenceEquals(y.Keys[i], Missing);
            int order = xMissing || yMissing ? xMissing.CompareTo(yMissing)
                : isDescending(i) ? -comparer.Compare(x.Keys[i], y.Keys[i])
                : comparer.Compare(x.Keys[i], y.Keys[i]);
            if (order != 0)
                return order;
        }
        return 0;
    }
}
