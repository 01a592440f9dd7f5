namespace AutogradPS.Numerics;

/// <summary>A row-major float32 matrix in memory that somebody else owns and keeps in place.</summary>
/// <param name="Data">The first value.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Columns">How many columns.</param>
/// <param name="Stride">Values from one row to the next, at least <paramref name="Columns"/>.</param>
/// <param name="HasZeros">Whether many values are zero, and in neighbouring rows often at the same columns.</param>
internal readonly unsafe record struct Matrix(nint Data, int Rows, int Columns, int Stride, bool HasZeros = false)
{
    /// <summary>The rows from one on.</summary>
    public Matrix From(int row) => this with { Data = (nint)Row(row), Rows = Rows - row };

    /// <summary>The first value of a row.</summary>
    public float* Row(int row) => (float*)Data + ((nint)row * Stride);
}
