using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics;

/// <summary>Products of float32 matrices, in shares that threads can do side by side. Every value is summed in the same order, whatever the shares.</summary>
internal static unsafe class MatrixProduct
{
    private const int Height = ProductKernel.Height, Width = ProductKernel.Width;

    // From these on it is worth while to put a left factor that is taken transposed into tiles: columns of the right factor, tiles of the left one for each thread.
    private const int TiledWidth = 8 * Width, TiledTiles = 8;

    /// <summary>target = epilogue(left right), for some rows.</summary>
    /// <param name="left">[rows, depth].</param>
    /// <param name="right">[depth, columns].</param>
    /// <param name="target">[rows, columns] of a <see cref="MatrixBuffer"/>.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="epilogue">What becomes of the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByRows<TEpilogue>(Matrix left, Matrix right, Matrix target, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        float* panel = Panel.Rent(right.Rows);
        LiveDepths live = LiveDepths.Of(left, rows);
        for (int column = 0; column < right.Columns; column += Width)
        {
            Panel.Take(right, column, panel);
            // Where the next panel comes from: a few values of every row.
            Prefetch next = column + Width < right.Columns ? new(right.Row(0) + column + Width, right.Rows, right.Stride) : default;
            ByPanel(left, live, panel, right.Rows, target, rows, column, next, epilogue);
        }
    }

    /// <summary>target = epilogue(left transpose(right)), for some rows.</summary>
    /// <param name="left">[rows, depth].</param>
    /// <param name="right">[columns, depth].</param>
    /// <param name="target">[rows, columns] of a <see cref="MatrixBuffer"/>.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="epilogue">What becomes of the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByRowsOfBoth<TEpilogue>(Matrix left, Matrix right, Matrix target, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        float* panel = Panel.Rent(right.Columns);
        LiveDepths live = LiveDepths.Of(left, rows);
        for (int column = 0; column < right.Rows; column += Width)
        {
            Panel.TakeTransposed(right, column, panel);
            // Where the next panel comes from: whole rows.
            int lines = Math.Clamp(right.Rows - column - Width, 0, Width) * right.Stride / Width;
            ByPanel(left, live, panel, right.Columns, target, rows, column, lines > 0 ? new Prefetch(right.Row(column + Width), lines, Width) : default, epilogue);
        }
    }

    /// <summary>A share of target = transpose(left) right.</summary>
    /// <param name="left">[depth, rows] of a <see cref="MatrixBuffer"/>.</param>
    /// <param name="right">[depth, columns] of a <see cref="MatrixBuffer"/>.</param>
    /// <param name="target">[rows, columns], without padding.</param>
    /// <param name="part">Which share of the tiles, from 0.</param>
    /// <param name="parts">How many shares there are.</param>
    /// <param name="add">True to add to what is there.</param>
    /// <param name="rowOrder">Where each row goes; null for its own place.</param>
    /// <param name="columnOrder">Where each column goes; null for its own place.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByColumnsOfBoth(Matrix left, Matrix right, Matrix target, int part, int parts, bool add = false, int[]? rowOrder = null, int[]? columnOrder = null)
    {
        int tall = (left.Columns + Height - 1) / Height, tiles = tall * ((right.Columns + Width - 1) / Width);
        if (right.Columns >= TiledWidth && tall >= TiledTiles * parts && rowOrder is null && columnOrder is null)
        {
            ByTiles(left, right, target, tall * part / parts * Height, Math.Min(tall * (part + 1) / parts * Height, left.Columns), add);
            return;
        }
        float* edge = stackalloc float[Height * Width];
        for (int tile = tiles * part / parts; tile < tiles * (part + 1) / parts; tile++)
            ByColumns(left, right, target, tile % tall * Height, tile / tall * Width, add, rowOrder, columnOrder, edge);
    }

    // Of the columns of the left factor from the first on, up to the last: a few rows at a time, with both factors in the order in which the kernel reads them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByTiles(Matrix left, Matrix right, Matrix target, int first, int last, bool add)
    {
        float* edge = stackalloc float[Height * Width], panel = Panel.Rent(LiveRows.MaxRows);
        for (int row = 0; row < left.Rows; row += LiveRows.MaxRows, add = true)
        {
            int rows = Math.Min(LiveRows.MaxRows, left.Rows - row);
            Matrix others = right.From(row) with { Rows = rows };
            LiveRows live = LiveRows.Take(left.From(row) with { Rows = rows }, first, last);
            for (int column = 0; column < right.Columns; column += Width)
            {
                Panel.Take(others, column, panel);
                Prefetch next = column + Width < right.Columns ? new(others.Row(0) + column + Width, rows, others.Stride) : default;
                for (int tile = 0; tile < live.Tiles; tile++)
                {
                    next.Part(tile, live.Tiles);
                    ByTile(live, tile, panel, target, column, Math.Min(Width, right.Columns - column), add, edge);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByTile(in LiveRows live, int tile, float* panel, Matrix target, int column, int width, bool add, float* edge)
    {
        int count = live.Rows(tile, out int* rows, out float* values), height = live.Columns(tile, out int* columns);
        bool direct = rows is null && height == Height && width == Width;
        for (int r = 0; add && !direct && r < height; r++) Copy(target.Row(columns[r]) + column, edge + (r * Width), width);
        if (rows is null)
        {
            ProductKernel.ByColumns(new GridPointer(values, Height), new GridPointer(panel, Width), new GridCounts(1, 1, count),
                direct ? target.Row(columns[0]) + column : edge, direct ? target.Stride : Width, add);
        }
        else
        {
            ProductKernel.ByColumnsAt(values, panel, rows, count, edge, add);
        }
        for (int r = 0; !direct && r < height; r++) Copy(edge + (r * Width), target.Row(columns[r]) + column, width);
    }

    // One tile, of all rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByColumns(Matrix left, Matrix right, Matrix target, int row, int column, bool add, int[]? rowOrder, int[]? columnOrder, float* edge)
    {
        int rows = Math.Min(Height, left.Columns - row), columns = Math.Min(Width, right.Columns - column);
        bool direct = rows == Height && columns == Width && rowOrder is null && columnOrder is null;
        if (add && !direct)
        {
            for (int r = 0; r < rows; r++)
                for (int c = 0; c < columns; c++) edge[(r * Width) + c] = target.Row(rowOrder is null ? row + r : rowOrder[row + r])[columnOrder is null ? column + c : columnOrder[column + c]];
        }
        ProductKernel.ByColumns(new GridPointer(left.Row(0) + row, left.Stride), new GridPointer(right.Row(0) + column, right.Stride), new GridCounts(1, 1, left.Rows),
            direct ? target.Row(row) + column : edge, direct ? target.Stride : Width, add);
        if (direct) return;
        for (int r = 0; r < rows; r++)
        {
            float* at = target.Row(rowOrder is null ? row + r : rowOrder[row + r]), from = edge + (r * Width);
            for (int c = 0; c < columns; c++) at[columnOrder is null ? column + c : columnOrder[column + c]] = from[c];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, int count)
    {
        if (count == Width)
        {
            Vector512.Load(from).Store(to);
            Vector512.Load(from + 16).Store(to + 16);
        }
        else
        {
            new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
        }
    }

    // The panel stays in the nearest cache while all rows pass by; what the next one is made of comes nearer meanwhile.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByPanel<TEpilogue>(Matrix left, LiveDepths live, float* panel, int depth, Matrix target, RowRange rows, int column, Prefetch next, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        int group = 0, tile = 0;
        for (int row = rows.First; row < rows.Last; row += rows.Step)
        {
            next.Part(group++, rows.Groups);
            int last = Math.Min(row + rows.Height, rows.Last);
            for (int first = row; first < last; first += Height)
            {
                int height = Math.Min(Height, last - first);
                if (live.TryGet(tile++, out int* depths, out int count)) ProductKernel.ByRowsAt(left, height, panel, depths, count, target, first, column, epilogue);
                else ProductKernel.ByRows(left, height, panel, DepthRuns.Whole(depth), target, first, column, epilogue);
            }
        }
    }
}
