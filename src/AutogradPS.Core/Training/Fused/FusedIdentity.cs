using AutogradPS.Numerics;

namespace AutogradPS.Training.Fused;

/// <summary>What goes in comes out: a shortcut, or what an activation of its own acts on.</summary>
internal sealed unsafe class FusedIdentity(int size) : FusedOperation
{
    /// <inheritdoc/>
    public override int Input => size;

    /// <inheritdoc/>
    public override int Output => size;

    /// <inheritdoc/>
    public override void Product<TEpilogue>(Matrix input, Matrix value, RowRange rows, TEpilogue epilogue)
    {
        foreach ((int first, int count) in rows.Tiles())
            for (int row = first; row < first + count; row++) VectorRows.Through(input.Row(row), row, value.Row(row), size, epilogue);
    }

    /// <inheritdoc/>
    public override void Transposed<TEpilogue>(Matrix gradient, Matrix result, RowRange rows, TEpilogue epilogue) => Product(gradient, result, rows, epilogue);
}
