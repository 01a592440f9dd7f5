namespace AutogradPS.Numerics.Convolutions;

/// <summary>The sizes of an image. In a row of a matrix its channels lie together: [height, width, channels].</summary>
internal readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>How many positions there are.</summary>
    public int Positions => Height * Width;

    /// <summary>How many values.</summary>
    public int Size => Channels * Positions;

    /// <summary>Whether the order of a row is that of [channels, height, width] too.</summary>
    public bool IsFlat => Channels == 1 || Positions == 1;

    /// <summary>Of each value of a row, its place in [channels, height, width]; null where the orders are the same.</summary>
    public int[]? FlatOrder()
    {
        if (IsFlat) return null;
        int[] order = new int[Size];
        for (int position = 0, i = 0; position < Positions; position++)
            for (int channel = 0; channel < Channels; channel++) order[i++] = (channel * Positions) + position;
        return order;
    }
}
