using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AutogradPS.Numerics;

/// <summary>The inner loops of matrix products: a tile of 8 rows and 32 columns, by what vectors the processor has. All ways give the same to the last bit.</summary>
/// <remarks>
/// libtorch's products are MKL's, which on processors that are not Intel's uses half their vectors: 102 against 245 GFLOP/s on one core of
/// an AMD EPYC of 2024 for 768 x 512 x 512.
/// </remarks>
internal static unsafe class ProductKernel
{
    /// <summary>Rows of a tile.</summary>
    public const int Height = 8;

    /// <summary>Columns of a tile.</summary>
    public const int Width = 32;

    /// <summary>Whether this processor has what one of the kernels is made of.</summary>
    public static bool IsSupported => ProductKernel512.IsSupported || ProductKernel256.IsSupported;

    /// <summary>target[r, c] = epilogue(sum over k of left[r, k] panel[k, c]), for a tile at (row, column).</summary>
    /// <param name="left">The left factor; its rows are gone through.</param>
    /// <param name="rows">How many of the tile's rows there are, 1 to 8.</param>
    /// <param name="panel">Rows of 32 values.</param>
    /// <param name="runs">Which values of a row of the left factor meet which rows of the panel.</param>
    /// <param name="target">Has whole tiles of columns.</param>
    /// <param name="row">The tile's first row, in the left factor and in the target.</param>
    /// <param name="column">Its first column in the target.</param>
    /// <param name="epilogue">Sees (row, column) of the target.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ByRows<TEpilogue>(Matrix left, int rows, float* panel, in DepthRuns runs, Matrix target, int row, int column, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue => ByRowsOver<TEpilogue, AllDepths>(left, rows, panel, runs, null, target, row, column, epilogue);

    /// <summary>The same over some depths only; at all others the rows of the left factor are zero.</summary>
    /// <param name="left">The left factor; its rows are gone through.</param>
    /// <param name="rows">How many of the tile's rows there are, 1 to 8.</param>
    /// <param name="panel">Rows of 32 values.</param>
    /// <param name="depths">Which depths.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">Has whole tiles of columns.</param>
    /// <param name="row">The tile's first row, in the left factor and in the target.</param>
    /// <param name="column">Its first column in the target.</param>
    /// <param name="epilogue">Sees (row, column) of the target.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ByRowsAt<TEpilogue>(Matrix left, int rows, float* panel, int* depths, int count, Matrix target, int row, int column, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue => ByRowsOver<TEpilogue, ListedDepths>(left, rows, panel, DepthRuns.Whole(count), depths, target, row, column, epilogue);

    /// <summary>The same over the depths of some runs, or over those of a list.</summary>
    /// <typeparam name="TEpilogue">What becomes of the sums.</typeparam>
    /// <typeparam name="TDepths">Which of both.</typeparam>
    /// <param name="left">The left factor; its rows are gone through.</param>
    /// <param name="rows">How many of the tile's rows there are, 1 to 8.</param>
    /// <param name="panel">Rows of 32 values.</param>
    /// <param name="runs">Which values of a row of the left factor meet which rows of the panel; one run as long as the list, where there is one.</param>
    /// <param name="list">Which depths.</param>
    /// <param name="target">Has whole tiles of columns.</param>
    /// <param name="row">The tile's first row, in the left factor and in the target.</param>
    /// <param name="column">Its first column in the target.</param>
    /// <param name="epilogue">Sees (row, column) of the target.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ByRowsOver<TEpilogue, TDepths>(Matrix left, int rows, float* panel, in DepthRuns runs, int* list, Matrix target, int row, int column, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
        where TDepths : struct, IDepths
    {
        // Which one it is the compiler knows: there is nothing left to choose when this runs.
        if (ProductKernel512.IsSupported) ProductKernel512.ByRowsOver<TEpilogue, TDepths>(left, rows, panel, runs, list, target, row, column, epilogue);
        else ProductKernel256.ByRowsOver<TEpilogue, TDepths>(left, rows, panel, runs, list, target, row, column, epilogue);
    }

    /// <summary>tile[r, c] = sum over k of left[k, r] right[k, c]: the left factor is taken transposed. k goes through samples, positions of a line, and lines.</summary>
    /// <param name="left">Its first column of the tile; eight columns can be read from there.</param>
    /// <param name="right">Its first column of the tile; 32 columns can be read from there.</param>
    /// <param name="counts">How many lines, positions and samples there are.</param>
    /// <param name="tile">Where the tile goes: 8 x 32 values can be written.</param>
    /// <param name="tileStride">Values from row to row.</param>
    /// <param name="add">True to add to what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ByColumns(in GridPointer left, in GridPointer right, GridCounts counts, float* tile, nint tileStride, bool add) =>
        ByColumnsOver<AllDepths>(left, right, counts, null, tile, tileStride, add);

    /// <summary>The same over samples of which the left factor has all, the right factor those of a list.</summary>
    /// <param name="left">Eight values of each sample, one after the other.</param>
    /// <param name="panel">Rows of 32 values of the right factor.</param>
    /// <param name="samples">Which rows.</param>
    /// <param name="count">How many.</param>
    /// <param name="tile">Where the tile goes: 8 x 32 values can be written.</param>
    /// <param name="add">True to add to what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ByColumnsAt(float* left, float* panel, int* samples, int count, float* tile, bool add) =>
        ByColumnsOver<ListedDepths>(new GridPointer(left, Height), new GridPointer(panel, Width), new GridCounts(1, 1, count), samples, tile, Width, add);

    /// <summary>The same over all samples, or over those of a list.</summary>
    /// <typeparam name="TDepths">Which of both.</typeparam>
    /// <param name="left">Its first column of the tile; eight columns can be read from there.</param>
    /// <param name="right">Its first column of the tile; 32 columns can be read from there.</param>
    /// <param name="counts">How many lines, positions and samples there are.</param>
    /// <param name="list">Which samples of the right factor, where there is a list; of one position.</param>
    /// <param name="tile">Where the tile goes: 8 x 32 values can be written.</param>
    /// <param name="tileStride">Values from row to row.</param>
    /// <param name="add">True to add to what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ByColumnsOver<TDepths>(in GridPointer left, in GridPointer right, GridCounts counts, int* list, float* tile, nint tileStride, bool add)
        where TDepths : struct, IDepths
    {
        if (ProductKernel512.IsSupported) ProductKernel512.ByColumnsOver<TDepths>(left, right, counts, list, tile, tileStride, add);
        else ProductKernel256.ByColumnsOver<TDepths>(left, right, counts, list, tile, tileStride, add);
    }

    /// <summary>Rows of the target, and what the epilogue reads, are on their way while the sums are made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<TEpilogue>(int rows, Matrix target, int row, int column, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        for (int r = row; r < row + rows; r++)
        {
            Fetch(target.Row(r) + column);
            epilogue.Prefetch(r, column);
        }
    }

    /// <summary>Asks for a tile's part of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* part)
    {
        Sse.Prefetch0(part);
        Sse.Prefetch0(part + 16);
    }
}
