namespace AutogradPS.Numerics;

/// <summary>Rows of a matrix: some that lie together, and others that follow at a distance.</summary>
/// <param name="First">The first row.</param>
/// <param name="Last">The row after the last.</param>
/// <param name="Step">From the first of some rows to that of the next.</param>
/// <param name="Height">How many lie together, at most <paramref name="Step"/>.</param>
internal readonly record struct RowRange(int First, int Last, int Step = ProductKernel.Height, int Height = ProductKernel.Height);
