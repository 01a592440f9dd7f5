using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics;

/// <summary>Points in the order in which Hilbert's curve passes them: points that follow each other in it lie near each other.</summary>
/// <remarks>By J. Skilling, Programming the Hilbert curve, AIP Conference Proceedings 707 (2004) 381; for eight points at once.</remarks>
internal static unsafe class HilbertCurve
{
    /// <summary>The most coordinates that a point can have.</summary>
    public const int MaxDimensions = 8;

    /// <summary>Points that are looked at together.</summary>
    public const int Lanes = 8;

    // Of each coordinate: enough for thousands of points, and for eight coordinates in one number.
    private const int Bits = 8;

    /// <summary>The numbers of the points, [points, coordinates], as the curve through the box around them passes them.</summary>
    public static int[] Order(Matrix points)
    {
        Span<float> lowest = stackalloc float[points.Columns], scale = stackalloc float[points.Columns];
        for (int i = 0; i < points.Columns; i++)
        {
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            for (int row = 0; row < points.Rows; row++)
            {
                low = Math.Min(low, points.Row(row)[i]);
                high = Math.Max(high, points.Row(row)[i]);
            }
            (lowest[i], scale[i]) = (low, high > low ? ((1 << Bits) - 1) / (high - low) : 0);
        }
        ulong[] positions = new ulong[points.Rows + Lanes];
        Span<uint> cells = stackalloc uint[Lanes * points.Columns];
        for (int first = 0; first < points.Rows; first += Lanes)
        {
            for (int lane = 0; lane < Math.Min(Lanes, points.Rows - first); lane++)
                for (int i = 0; i < points.Columns; i++) cells[(i * Lanes) + lane] = (uint)((points.Row(first + lane)[i] - lowest[i]) * scale[i]); // no number is 0
            Positions(cells, positions.AsSpan(first));
        }
        return Sorted(positions.AsSpan(0, points.Rows), Bits * points.Columns);
    }

    /// <summary>Where on the curve eight cells lie.</summary>
    /// <param name="cells">[coordinates, 8] of 8 bits each.</param>
    /// <param name="positions">Receives eight numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Positions(ReadOnlySpan<uint> cells, Span<ulong> positions)
    {
        int count = cells.Length / Lanes;
        Span<Vector256<uint>> cell = stackalloc Vector256<uint>[count];
        for (int i = 0; i < count; i++) cell[i] = Vector256.Create(cells.Slice(i * Lanes, Lanes));
        // From the coarsest cubes to the finest, each is turned and mirrored into the position of the whole.
        for (int bit = Bits - 1; bit > 0; bit--)
        {
            Vector256<uint> below = Vector256.Create((1u << bit) - 1);
            for (int i = 0; i < count; i++)
            {
                // Mirrored where the bit is set, exchanged where it is not.
                Vector256<uint> mirror = below & Filled(cell[i], bit), exchange = (cell[0] ^ cell[i]) & (below ^ mirror);
                cell[0] ^= mirror ^ exchange;
                cell[i] ^= exchange;
            }
        }
        // Gray code.
        for (int i = 1; i < count; i++) cell[i] ^= cell[i - 1];
        Vector256<uint> flip = default;
        for (int bit = Bits - 1; bit > 0; bit--) flip ^= Vector256.Create((1u << bit) - 1) & Filled(cell[^1], bit);
        Vector256<ulong> lower = default, upper = default;
        for (int bit = Bits - 1; bit >= 0; bit--)
        {
            foreach (Vector256<uint> coordinate in cell)
            {
                (Vector256<ulong> low, Vector256<ulong> high) = Vector256.Widen(((coordinate ^ flip) >> bit) & Vector256<uint>.One);
                (lower, upper) = ((lower << 1) | low, (upper << 1) | high);
            }
        }
        lower.CopyTo(positions);
        upper.CopyTo(positions[4..]);
    }

    // All bits where one is set, none where it is not.
    private static Vector256<uint> Filled(Vector256<uint> values, int bit) => Vector256<uint>.Zero - ((values >> bit) & Vector256<uint>.One);

    // The numbers of the positions from the least to the largest: sorted by one digit after the other, the last one first.
    private static int[] Sorted(ReadOnlySpan<ulong> positions, int bits)
    {
        const int digit = 8, digits = 1 << digit;
        int[] order = [.. Enumerable.Range(0, positions.Length)], next = new int[positions.Length];
        Span<int> places = stackalloc int[digits];
        for (int shift = 0; shift < bits; shift += digit)
        {
            places.Clear();
            foreach (ulong position in positions) places[(int)(position >> shift) & (digits - 1)]++;
            int place = 0;
            foreach (ref int count in places) (count, place) = (place, place + count);
            foreach (int number in order) next[places[(int)(positions[number] >> shift) & (digits - 1)]++] = number;
            (order, next) = (next, order);
        }
        return order;
    }
}
