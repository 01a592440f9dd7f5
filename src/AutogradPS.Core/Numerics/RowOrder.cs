namespace AutogradPS.Numerics;

/// <summary>The values of a row in another order.</summary>
internal static unsafe class RowOrder
{
    /// <summary>Copies a row. Two orders that are not null are the same.</summary>
    /// <param name="from">The row.</param>
    /// <param name="fromOrder">Of each of its values, its place in a sample; null for a sample as it is.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="toOrder">The same there.</param>
    /// <param name="count">How many values.</param>
    public static void Copy(float* from, int[]? fromOrder, float* to, int[]? toOrder, int count)
    {
        if (fromOrder is null == toOrder is null) new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
        else if (toOrder is not null) for (int i = 0; i < count; i++) to[i] = from[toOrder[i]];
        else for (int i = 0; i < count; i++) to[fromOrder![i]] = from[i];
    }
}
