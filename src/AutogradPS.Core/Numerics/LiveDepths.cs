using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics;

/// <summary>
/// Of every tile of a left factor's rows, the depths at which not all of its rows are zero: the others add nothing to a product. After a ReLU half the
/// values are zero, and rows that lie near each other are so at much the same depths.
/// </summary>
/// <remarks>
/// A product without those terms has the same bits, but for the sign of a zero after an underflow, and unless the right factor is infinite or no number there: then a
/// row's value depends on which rows share its tile.
/// </remarks>
internal readonly unsafe struct LiveDepths
{
    private const int Height = ProductKernel.Height;

    private static readonly Vector256<int>[] Choices = AllChoices();

    private readonly int* lists; // of every tile, how many, and which
    private readonly nint stride;

    private LiveDepths(Matrix memory)
    {
        lists = (int*)memory.Row(0);
        stride = memory.Stride;
    }

    /// <summary>Looks at some rows of a left factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LiveDepths Of(Matrix left, RowRange rows)
    {
        if (!left.HasZeros) return default;
        int tiles = rows.Groups * ((rows.Height + Height - 1) / Height), tile = 0;
        // One for the count; a store of eight may begin at the last depth.
        LiveDepths live = new(Scratch.Rent(Scratch.Use.Depths, tiles, left.Columns + 1 + 8));
        foreach ((int first, int count) in rows.Tiles()) List(left, first, count, live.lists + (tile++ * live.stride));
        return live;
    }

    /// <summary>A tile's depths; false where it has nearly all.</summary>
    /// <param name="tile">Which, in the order of the rows.</param>
    /// <param name="depths">Which depths.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(int tile, out int* depths, out int count)
    {
        depths = lists + (tile * stride) + 1;
        count = lists is null ? -1 : depths[-1];
        return count >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void List(Matrix left, int row, int rows, int* list)
    {
        int* next = list + 1;
        ref Vector256<int> choices = ref MemoryMarshal.GetArrayDataReference(Choices);
        for (int k = 0; k < left.Columns; k += 8)
        {
            Vector256<int> any = default;
            float* at = left.Row(row) + k;
            for (int r = 0; r < rows; r++, at += left.Stride) any |= Vector256.Load((int*)at);
            // Whatever the sign of a zero.
            int live = 0xFF & ~(int)Vector256.Equals(any << 1, Vector256<int>.Zero).ExtractMostSignificantBits();
            if (left.Columns - k < 8) live &= (1 << (left.Columns - k)) - 1; // padding is zero, or no number
            (Unsafe.Add(ref choices, live) + Vector256.Create(k)).Store(next);
            next += BitOperations.PopCount((uint)live);
        }
        int count = (int)(next - list - 1);
        *list = count > left.Columns * 9 / 10 ? -1 : count;
    }

    // Of each choice of eight, those chosen, and then something.
    private static Vector256<int>[] AllChoices()
    {
        Vector256<int>[] choices = new Vector256<int>[256];
        for (int choice = 0; choice < choices.Length; choice++)
        {
            int chosen = 0;
            for (int i = 0; i < 8; i++)
                if ((choice >> i & 1) != 0) choices[choice] = choices[choice].WithElement(chosen++, i);
        }
        return choices;
    }
}
