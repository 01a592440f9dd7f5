using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutogradPS.Numerics;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>The product with the weight of a fully connected layer.</summary>
/// <remarks>
/// The weight is read where the module has it. Beside images, whose rows have another order than their flattened tensors, it is taken over in the order of the rows.
/// </remarks>
internal sealed unsafe class FusedLinear : FusedOperation
{
    private readonly FusedStep.Affine layer;
    private readonly int[]? inputOrder, outputOrder;
    private readonly MatrixBuffer? ordered;

    /// <param name="layer">The layer.</param>
    /// <param name="inputOrder">Of each value of a row that goes in, its place in the weight; null for its own.</param>
    /// <param name="outputOrder">Of each value of a row that comes out, its place in the weight; null for its own.</param>
    public FusedLinear(FusedStep.Affine layer, int[]? inputOrder, int[]? outputOrder)
    {
        (this.layer, this.inputOrder, this.outputOrder) = (layer, inputOrder, outputOrder);
        (Input, Output) = ((int)layer.Inputs, (int)layer.Outputs);
        if (inputOrder is not null || outputOrder is not null) ordered = new MatrixBuffer(Output, Input);
    }

    /// <inheritdoc/>
    public override int Input { get; }

    /// <inheritdoc/>
    public override int Output { get; }

    /// <inheritdoc/>
    public override long Work => (long)Input * Output;

    private Matrix Weight => ordered?.View ?? View(layer.Weight, Output, Input);

    /// <summary>The memory of a contiguous float32 tensor on the CPU, as [rows, its other values].</summary>
    public static Matrix View(Tensor tensor, int rows, int columns) =>
        new((nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(TensorMemory.Floats(tensor))), rows, columns, columns);

    /// <inheritdoc/>
    public override void Load(int part, int parts)
    {
        if (ordered is null) return;
        Matrix from = View(layer.Weight, Output, Input), to = ordered.View;
        for (int row = (int)((long)Output * part / parts); row < (int)((long)Output * (part + 1) / parts); row++)
        {
            float* source = from.Row(outputOrder is null ? row : outputOrder[row]), target = to.Row(row);
            if (inputOrder is null) new ReadOnlySpan<float>(source, Input).CopyTo(new Span<float>(target, Input));
            else for (int i = 0; i < Input; i++) target[i] = source[inputOrder[i]];
        }
    }

    /// <inheritdoc/>
    public override void Product<TEpilogue>(Matrix input, Matrix value, RowRange rows, TEpilogue epilogue) =>
        MatrixProduct.ByRowsOfBoth(input, Weight, value, rows, epilogue);

    /// <inheritdoc/>
    public override void Transposed<TEpilogue>(Matrix gradient, Matrix result, RowRange rows, TEpilogue epilogue) =>
        MatrixProduct.ByRows(gradient, Weight, result, rows, epilogue);

    /// <inheritdoc/>
    public override void WeightGradient(Matrix gradient, Matrix input, FusedGradients targets, int part, int parts, Portion portion) =>
        MatrixProduct.ByColumnsOfBoth(gradient, input, View(targets.OfWeight(layer), Output, Input), part, parts, !portion.IsFirst, outputOrder, inputOrder);
}
