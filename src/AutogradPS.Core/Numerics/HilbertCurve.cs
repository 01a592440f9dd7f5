namespace AutogradPS.Numerics;

/// <summary>Points in the order in which Hilbert's curve passes them: points that follow each other in it lie near each other.</summary>
/// <remarks>By J. Skilling, Programming the Hilbert curve, AIP Conference Proceedings 707 (2004) 381.</remarks>
internal static unsafe class HilbertCurve
{
    /// <summary>The most coordinates that a point can have.</summary>
    public const int MaxDimensions = 8;

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
        ulong[] positions = new ulong[points.Rows];
        int[] order = new int[points.Rows];
        Span<uint> cell = stackalloc uint[points.Columns];
        for (int row = 0; row < points.Rows; row++)
        {
            for (int i = 0; i < cell.Length; i++) cell[i] = (uint)((points.Row(row)[i] - lowest[i]) * scale[i]); // no number is 0
            (positions[row], order[row]) = (Position(cell), row);
        }
        Array.Sort(positions, order);
        return order;
    }

    /// <summary>Where on the curve a cell lies. Its coordinates, of 8 bits each, are written over.</summary>
    public static ulong Position(Span<uint> cell)
    {
        const uint top = 1u << (Bits - 1);
        // From the coarsest cubes to the finest, each is turned and mirrored into the position of the whole.
        for (uint bit = top; bit > 1; bit >>= 1)
        {
            uint below = bit - 1;
            for (int i = 0; i < cell.Length; i++)
            {
                if ((cell[i] & bit) != 0)
                {
                    cell[0] ^= below;
                    continue;
                }
                uint exchange = (cell[0] ^ cell[i]) & below;
                cell[0] ^= exchange;
                cell[i] ^= exchange;
            }
        }
        // Gray code.
        for (int i = 1; i < cell.Length; i++) cell[i] ^= cell[i - 1];
        uint flip = 0;
        for (uint bit = top; bit > 1; bit >>= 1)
            if ((cell[^1] & bit) != 0) flip ^= bit - 1;
        ulong position = 0;
        for (int bit = Bits - 1; bit >= 0; bit--)
            foreach (uint coordinate in cell) position = (position << 1) | (((coordinate ^ flip) >> bit) & 1);
        return position;
    }
}
