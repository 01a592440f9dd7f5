namespace AutogradPS.Numerics;

/// <summary>Rows of a matrix: some that lie together, and others that follow at a distance.</summary>
/// <param name="First">The first row.</param>
/// <param name="Last">The row after the last.</param>
/// <param name="Step">From the first of some rows to that of the next.</param>
/// <param name="Height">How many lie together, at most <paramref name="Step"/>.</param>
internal readonly record struct RowRange(int First, int Last, int Step = ProductKernel.Height, int Height = ProductKernel.Height)
{
    /// <summary>How many times some rows lie together.</summary>
    public int Groups => (Last - First + Step - 1) / Step;

    /// <summary>The first row of each of the kernel's tiles, and how many rows it has.</summary>
    /// <param name="height">The most rows of a tile.</param>
    public IEnumerable<(int First, int Count)> Tiles(int height = ProductKernel.Height)
    {
        for (int group = First; group < Last; group += Step)
        {
            int end = Math.Min(group + Height, Last);
            for (int first = group; first < end; first += height) yield return (first, Math.Min(height, end - first));
        }
    }
}
