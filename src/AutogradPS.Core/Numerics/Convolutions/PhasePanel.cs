namespace AutogradPS.Numerics.Convolutions;

/// <summary>The weights of the values of a large image that meet the same taps.</summary>
/// <param name="data">The panel.</param>
/// <param name="row">The first line of the image that belongs to the phase.</param>
/// <param name="column">The first position of a line.</param>
/// <param name="width">Taps of a line of the kernel.</param>
internal readonly unsafe struct PhasePanel(float* data, int row, int column, int width)
{
    /// <summary>The panel.</summary>
    public float* Data { get; } = data;

    /// <summary>The first line of the image that belongs to the phase.</summary>
    public int Row { get; } = row;

    /// <summary>The first position of a line.</summary>
    public int Column { get; } = column;

    /// <summary>Taps of a line of the kernel.</summary>
    public int Width { get; } = width;
}
