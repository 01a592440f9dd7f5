using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutogradPS.Numerics;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training.Dense;

/// <summary>What stands behind a fully connected layer: nothing (slope 1), ReLU (0), LeakyReLU, or tanh.</summary>
/// <param name="Slope">For negative values, 0 to 1; 1 before tanh.</param>
/// <param name="IsTanh">True for tanh.</param>
internal readonly record struct DenseActivation(float Slope, bool IsTanh = false)
{
    /// <summary>No activation.</summary>
    public static DenseActivation None { get; } = new(1);
}

/// <summary>A fully connected layer with its activation, y = f(x W' + b), over rows of samples.</summary>
/// <remarks>The weight is read where the module has it; the bias, which needs padding, is taken over by <see cref="Load"/>.</remarks>
internal sealed unsafe class DenseLayer
{
    private readonly MatrixBuffer bias;

    /// <param name="weight">[output, input], float32 in the CPU's memory.</param>
    /// <param name="bias">[output].</param>
    /// <param name="activation">What stands behind it.</param>
    public DenseLayer(Tensor weight, Tensor bias, DenseActivation activation)
    {
        (Weight, Bias, Activation) = (weight, bias, activation);
        (Output, Input) = ((int)weight.shape[0], (int)weight.shape[1]);
        this.bias = new MatrixBuffer(1, Output);
    }

    /// <summary>The weight, [output, input].</summary>
    public Tensor Weight { get; }

    /// <summary>The bias, [output].</summary>
    public Tensor Bias { get; }

    /// <summary>What stands behind the layer.</summary>
    public DenseActivation Activation { get; }

    /// <summary>The size of its input.</summary>
    public int Input { get; }

    /// <summary>The size of its output.</summary>
    public int Output { get; }

    private Matrix WeightMatrix => View(Weight, Output, Input);

    /// <summary>The memory of a contiguous float32 tensor on the CPU, as [rows, its other values].</summary>
    public static Matrix View(Tensor tensor, int rows, int columns) =>
        new((nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(TensorMemory.Floats(tensor))), rows, columns, columns);

    /// <summary>Takes over the bias; before the work of a step is shared out.</summary>
    public void Load() => TensorMemory.Floats(Bias).CopyTo(new Span<float>(bias.View.Row(0), Output));

    /// <summary>The values of some rows.</summary>
    /// <param name="input">[rows, input].</param>
    /// <param name="value">[rows, output].</param>
    /// <param name="rows">Which rows.</param>
    public void Forward(Matrix input, Matrix value, RowRange rows)
    {
        MatrixProduct.ByRowsOfBoth(input, WeightMatrix, value, rows, new Activated(bias.View.Row(0), Activation.Slope));
        if (!Activation.IsTanh) return;
        // Not in the product's last instruction, as it would take the registers of the sums.
        for (int first = rows.First; first < rows.Last; first += rows.Step)
            for (int row = first; row < Math.Min(first + rows.Height, rows.Last); row++) VectorRows.Tanh(value.Row(row), Output);
    }

    /// <summary>The values of some rows before the activation.</summary>
    /// <param name="input">[rows, input].</param>
    /// <param name="value">[rows, output].</param>
    /// <param name="rows">Which rows.</param>
    public void Affine(Matrix input, Matrix value, RowRange rows) =>
        MatrixProduct.ByRowsOfBoth(input, WeightMatrix, value, rows, new Activated(bias.View.Row(0), 1));

    /// <summary>The activation of values that <see cref="Affine"/> made, in their place. Not for tanh.</summary>
    public void Activate(Matrix value, int first, int last)
    {
        for (int row = first; row < last; row++) VectorRows.LeakyRelu(value.Row(row), Activation.Slope, Output);
    }

    /// <summary>Directions at the input become directions at the value, which they take the place of. Not for tanh.</summary>
    /// <param name="direction">[rows, input].</param>
    /// <param name="value">[rows, output].</param>
    /// <param name="rows">Which rows.</param>
    public void Along(Matrix direction, Matrix value, RowRange rows) =>
        MatrixProduct.ByRowsOfBoth(direction, WeightMatrix, value, rows, new ThroughSlope(value, Activation.Slope));

    /// <summary>The gradient before this layer's activation becomes that before the activation of the layer below.</summary>
    /// <param name="gradient">[rows, output].</param>
    /// <param name="below">The activation of the layer whose value is this one's input.</param>
    /// <param name="value">That value.</param>
    /// <param name="result">[rows, input].</param>
    /// <param name="rows">Which rows.</param>
    public void Backward(Matrix gradient, DenseActivation below, Matrix value, Matrix result, RowRange rows)
    {
        if (below.IsTanh) MatrixProduct.ByRows(gradient, WeightMatrix, result, rows, new ThroughTanh(value));
        else MatrixProduct.ByRows(gradient, WeightMatrix, result, rows, new ThroughSlope(value, below.Slope));
    }

    /// <summary>The gradient before this layer's activation becomes that of its input, which has no activation below it.</summary>
    /// <param name="gradient">[rows, output].</param>
    /// <param name="result">[rows, input].</param>
    /// <param name="rows">Which rows.</param>
    public void BackwardToInput(Matrix gradient, Matrix result, RowRange rows) => MatrixProduct.ByRows(gradient, WeightMatrix, result, rows, default(Sums));
}
