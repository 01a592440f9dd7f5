namespace AutogradPS.Networks.Layers;

/// <summary>Finds the name that a mistyped one was meant to be.</summary>
internal static class ClosestName
{
    /// <summary>The candidate with the fewest edits, or null where none is near.</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        (string? best, int distance) = candidates.Select(c => ((string?)c, Distance(name.ToUpperInvariant(), c.ToUpperInvariant())))
            .DefaultIfEmpty((null, int.MaxValue)).MinBy(p => p.Item2);
        return distance <= Math.Max(2, name.Length / 3) ? best : null;
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[b.Length];
    }
}
