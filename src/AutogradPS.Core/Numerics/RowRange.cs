namespace AutogradPS.Numerics;

/// <summary>Rows of a matrix, a tile's height at a time.</summary>
/// <param name="First">The first row.</param>
/// <param name="Last">The row after the last.</param>
/// <param name="Step">From the first row of a tile to that of the next; a tile has at most <paramref name="Height"/> rows.</param>
/// <param name="Height">Rows of a tile, at most <see cref="ProductKernel.Height"/>.</param>
internal readonly record struct RowRange(int First, int Last, int Step = ProductKernel.Height, int Height = ProductKernel.Height);
