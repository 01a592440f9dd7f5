using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics;

/// <summary>
/// Of some columns of a left factor that is taken transposed, put into tiles of eight that are much alike: the rows at which not all of a tile's columns are zero,
/// and the values there, one after the other as the kernel reads them. The other rows add nothing to a product.
/// </summary>
/// <remarks>
/// After a ReLU a column, a neuron, is zero for about half of the rows, the samples. Where rows that lie near each other are alike, a bit for each of 32 blocks of rows tells
/// roughly for which. Columns are sorted along the Gray code of these bits, so that neighbours differ in few of them.
/// What <see cref="LiveDepths"/> says of a product's bits goes for these too.
/// </remarks>
internal readonly unsafe struct LiveRows
{
    /// <summary>The most rows that are looked at together: so a panel of as many stays in the nearest cache, and what is taken over in the next one.</summary>
    public const int MaxRows = 256;

    private const int Height = ProductKernel.Height, Blocks = 32;

    private readonly Matrix left;
    private readonly int first, count, block; // rows of a block
    private readonly uint* codes;
    private readonly int* order;
    private readonly Matrix lists, values; // of every tile: how many rows, and which; eight values of each

    private LiveRows(Matrix left, int first, int last)
    {
        (this.left, this.first, count, block) = (left, first, last - first, (left.Rows + Blocks - 1) / Blocks);
        Matrix columns = Scratch.Rent(Scratch.Use.Columns, 2, Tiles * Height);
        codes = (uint*)columns.Row(0);
        order = (int*)columns.Row(1);
        lists = Scratch.Rent(Scratch.Use.Depths, Tiles, left.Rows + 2);
        values = Scratch.Rent(Scratch.Use.Values, Tiles, (left.Rows + 1) * Height);
        if (left.HasZeros)
        {
            Sort();
            HasFew = FewBlocks();
        }
        for (int column = 0; !HasFew && column < count; column++) order[column] = first + column;
    }

    /// <summary>Whether rows were left out; if not, all are there, and the columns are in their own order.</summary>
    public bool HasFew { get; }

    /// <summary>How many tiles there are.</summary>
    public int Tiles => (count + Height - 1) / Height;

    /// <summary>Takes over what is not zero; everything where that is nearly all.</summary>
    /// <param name="left">Of a <see cref="MatrixBuffer"/>, at most <see cref="MaxRows"/> rows.</param>
    /// <param name="first">The first column, of a whole tile.</param>
    /// <param name="last">The column after the last.</param>
    /// <returns>What was taken over: in the thread's memory, until it does so again.</returns>
    public static LiveRows Take(Matrix left, int first, int last)
    {
        LiveRows live = new(left, first, last);
        for (int tile = 0; tile < live.Tiles; tile++)
        {
            if (live.HasFew) live.TakeLive(tile);
            else live.TakeAll(tile);
        }
        return live;
    }

    /// <summary>A tile's columns in the left factor.</summary>
    /// <param name="tile">Which tile.</param>
    /// <param name="columns">Which columns; one after the other where all rows were taken over.</param>
    /// <returns>How many.</returns>
    public int Columns(int tile, out int* columns)
    {
        columns = order + (tile * Height);
        return Math.Min(Height, count - (tile * Height));
    }

    /// <summary>A tile's rows.</summary>
    /// <param name="tile">Which tile.</param>
    /// <param name="rows">Which rows; null for all.</param>
    /// <param name="values">Eight values of each.</param>
    /// <returns>How many.</returns>
    public int Rows(int tile, out int* rows, out float* values)
    {
        int* list = (int*)lists.Row(tile);
        rows = HasFew ? list + 1 : null;
        values = this.values.Row(tile);
        return HasFew ? *list : left.Rows;
    }

    private bool FewBlocks()
    {
        int blocks = 0;
        for (int tile = 0; tile < Tiles; tile++) blocks += BitOperations.PopCount(BlocksOf(tile));
        return blocks <= Tiles * ((left.Rows + block - 1) / block) * 9 / 10;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sort()
    {
        int padded = Tiles * Height;
        new Span<uint>(codes, padded).Clear();
        for (int number = 0; number * block < left.Rows; number++)
        {
            // Row by row, as they lie in memory; what was found so far stays near.
            new Span<int>(order, padded).Clear();
            for (int row = number * block; row < Math.Min((number + 1) * block, left.Rows); row++)
            {
                int* at = (int*)left.Row(row) + first;
                for (int column = 0; column < padded; column += Height) (Vector256.Load(order + column) | Vector256.Load(at + column)).Store(order + column);
            }
            // Whatever the sign of a zero.
            for (int column = 0; column < padded; column += Height)
                (Vector256.Load(codes + column) | (~Vector256.Equals(Vector256.Load(order + column) << 1, default).AsUInt32() & Vector256.Create(1u << number))).Store(codes + column);
        }
        for (int column = 0; column < count; column++)
        {
            uint rank = codes[column];
            for (int shift = 1; shift < Blocks; shift <<= 1) rank ^= rank >> shift;
            (codes[column], order[column]) = (rank, first + column);
        }
        new Span<uint>(codes, count).Sort(new Span<int>(order, count));
        for (int column = count; column < padded; column++) (codes[column], order[column]) = (codes[count - 1], order[count - 1]);
    }

    // The blocks in which one of a tile's columns has a value.
    private uint BlocksOf(int tile)
    {
        uint any = 0;
        for (int column = tile * Height; column < (tile + 1) * Height; column++) any |= codes[column] ^ (codes[column] >> 1);
        return any;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeAll(int tile)
    {
        float* from = left.Row(0) + first + (tile * Height), to = values.Row(tile);
        for (int row = 0; row < left.Rows; row++, from += left.Stride, to += Height) Vector256.Load(from).Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeLive(int tile)
    {
        int* columns = order + (tile * Height), list = (int*)lists.Row(tile), next = list + 1;
        float* at = left.Row(0), to = values.Row(tile), a0 = at + columns[0], a1 = at + columns[1], a2 = at + columns[2], a3 = at + columns[3],
            a4 = at + columns[4], a5 = at + columns[5], a6 = at + columns[6], a7 = at + columns[7];
        for (uint blocks = BlocksOf(tile); blocks != 0; blocks &= blocks - 1)
        {
            int row = BitOperations.TrailingZeroCount(blocks) * block, end = Math.Min(row + block, left.Rows);
            for (nint k = (nint)row * left.Stride; row < end; row++, k += left.Stride)
            {
                Vector256<float> value = Vector256.Create(a0[k], a1[k], a2[k], a3[k], a4[k], a5[k], a6[k], a7[k]);
                // One after the other is written over where all are zero.
                value.Store(to);
                *next = row;
                int live = Vector256.EqualsAll(value.AsInt32() << 1, Vector256<int>.Zero) ? 0 : 1;
                next += live;
                to += live * Height;
            }
        }
        *list = (int)(next - list) - 1;
    }
}
