using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics;

/// <summary>
/// Of some columns of a left factor that is taken transposed, put into tiles of eight that are much alike: the rows at which not all of a tile's columns are zero,
/// and the values there. The others add nothing to a product.
/// </summary>
/// <remarks>
/// After a ReLU a column, a neuron, is zero for about half of the rows, the samples. Where rows that lie near each other are alike, a bit for each of 32 blocks of rows tells
/// roughly for which. Columns are sorted along the Gray code of these bits, so that neighbours differ in few of them.
/// What <see cref="LiveDepths"/> says of a product's bits goes for these too.
/// </remarks>
internal readonly unsafe struct LiveRows
{
    /// <summary>The most rows that are looked at together: so what is taken over stays in a core's own cache.</summary>
    public const int MaxRows = 1024;

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
    }

    /// <summary>How many tiles there are.</summary>
    public int Tiles => (count + Height - 1) / Height;

    /// <summary>Takes over what is not zero; false where that is nearly all.</summary>
    /// <param name="left">Of a <see cref="MatrixBuffer"/>, at most <see cref="MaxRows"/> rows.</param>
    /// <param name="first">The first column, of a whole tile.</param>
    /// <param name="last">The column after the last.</param>
    /// <param name="live">What was taken over: in the thread's memory, until it does so again.</param>
    public static bool TryTake(Matrix left, int first, int last, out LiveRows live)
    {
        live = new LiveRows(left, first, last);
        live.Sort();
        int blocks = 0;
        for (int tile = 0; tile < live.Tiles; tile++) blocks += BitOperations.PopCount(live.BlocksOf(tile));
        if (blocks > live.Tiles * ((left.Rows + live.block - 1) / live.block) * 9 / 10) return false;
        for (int tile = 0; tile < live.Tiles; tile++) live.Take(tile);
        return true;
    }

    /// <summary>A tile's columns in the left factor; those that are missing are the last once more.</summary>
    public int* Columns(int tile) => order + (tile * Height);

    /// <summary>A tile's rows.</summary>
    /// <param name="tile">Which tile.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="values">Eight values of each.</param>
    /// <returns>How many.</returns>
    public int Rows(int tile, out int* rows, out float* values)
    {
        int* list = (int*)lists.Row(tile);
        rows = list + 1;
        values = this.values.Row(tile);
        return *list;
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
    private void Take(int tile)
    {
        int* columns = Columns(tile), list = (int*)lists.Row(tile), next = list + 1;
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
