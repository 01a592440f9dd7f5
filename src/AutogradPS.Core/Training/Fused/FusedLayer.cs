using AutogradPS.Numerics;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>An affine layer with its activation, y = f(A x + b), over rows of samples.</summary>
internal abstract unsafe class FusedLayer
{
    private readonly MatrixBuffer bias;
    private readonly int[] biasOrder; // of each value of a row, its bias

    /// <param name="bias">The bias.</param>
    /// <param name="activation">What stands behind it.</param>
    /// <param name="input">Values of a row that goes in.</param>
    /// <param name="biasOrder">Of each value of a row that comes out, its place in the bias.</param>
    protected FusedLayer(Tensor bias, FusedActivation activation, int input, int[] biasOrder)
    {
        (Bias, Activation, Input, Output, this.biasOrder) = (bias, activation, input, biasOrder.Length, biasOrder);
        this.bias = new MatrixBuffer(1, Output);
    }

    /// <summary>What stands behind the layer.</summary>
    public FusedActivation Activation { get; }

    /// <summary>The size of its input.</summary>
    public int Input { get; }

    /// <summary>The size of its output.</summary>
    public int Output { get; }

    /// <summary>Multiply-adds of a row on its way through.</summary>
    public abstract long Work { get; }

    private Tensor Bias { get; }

    /// <summary>Takes over a share of the weight and the bias; all shares before the first product of a step.</summary>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public void Load(int part, int parts)
    {
        LoadWeight(part, parts);
        if (part > 0) return;
        ReadOnlySpan<float> values = TensorMemory.Floats(Bias);
        float* row = bias.View.Row(0);
        for (int i = 0; i < biasOrder.Length; i++) row[i] = values[biasOrder[i]];
    }

    /// <summary>The values of some rows.</summary>
    /// <param name="input">[rows, input].</param>
    /// <param name="value">[rows, output].</param>
    /// <param name="rows">Which rows.</param>
    public void Forward(Matrix input, Matrix value, RowRange rows)
    {
        Product(input, value, rows, new Activated(bias.View.Row(0), Activation.Slope));
        if (!Activation.IsTanh) return;
        // Not in the product's last instruction, as it would take the registers of the sums.
        foreach ((int first, int count) in rows.Tiles())
            for (int row = first; row < first + count; row++) VectorRows.Tanh(value.Row(row), Output);
    }

    /// <summary>The values of some rows before the activation.</summary>
    /// <param name="input">[rows, input].</param>
    /// <param name="value">[rows, output].</param>
    /// <param name="rows">Which rows.</param>
    public void Affine(Matrix input, Matrix value, RowRange rows) => Product(input, value, rows, new Activated(bias.View.Row(0), 1));

    /// <summary>The activation of values that <see cref="Affine"/> made, in their place. Not for tanh.</summary>
    public void Activate(Matrix value, int first, int last)
    {
        for (int row = first; row < last; row++) VectorRows.LeakyRelu(value.Row(row), Activation.Slope, Output);
    }

    /// <summary>Directions at the input become directions at the value, which they take the place of. Not for tanh.</summary>
    /// <param name="direction">[rows, input].</param>
    /// <param name="value">[rows, output].</param>
    /// <param name="rows">Which rows.</param>
    public void Along(Matrix direction, Matrix value, RowRange rows) => Product(direction, value, rows, new ThroughSlope(value, Activation.Slope));

    /// <summary>The gradient before this layer's activation becomes that before the activation of the layer below.</summary>
    /// <param name="gradient">[rows, output].</param>
    /// <param name="below">The activation of the layer whose value is this one's input.</param>
    /// <param name="value">That value.</param>
    /// <param name="result">[rows, input].</param>
    /// <param name="rows">Which rows.</param>
    public void Backward(Matrix gradient, FusedActivation below, Matrix value, Matrix result, RowRange rows)
    {
        if (below.IsTanh) Transposed(gradient, result, rows, new ThroughTanh(value));
        else Transposed(gradient, result, rows, new ThroughSlope(value, below.Slope));
    }

    /// <summary>The gradient before this layer's activation becomes that of its input, which has no activation below it.</summary>
    /// <param name="gradient">[rows, output].</param>
    /// <param name="result">[rows, input].</param>
    /// <param name="rows">Which rows.</param>
    public void BackwardToInput(Matrix gradient, Matrix result, RowRange rows) => Transposed(gradient, result, rows, default(Sums));

    /// <summary>A share of the weight's gradient: the gradients before the activation times the inputs, summed over all rows.</summary>
    /// <param name="gradient">[rows, output].</param>
    /// <param name="input">[rows, input].</param>
    /// <param name="target">Of the weight's shape.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public abstract void WeightGradient(Matrix gradient, Matrix input, Tensor target, int part, int parts);

    /// <summary>The bias's gradient: the gradients before the activation, summed over some rows.</summary>
    /// <param name="gradient">[rows, output].</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="target">Of the bias's shape.</param>
    public void BiasGradient(Matrix gradient, IReadOnlyList<RowRange> rows, Tensor target)
    {
        Span<float> sums = TensorMemory.Floats(target), values = new(Scratch.Rent(Scratch.Use.Image, 1, Output).Row(0), Output);
        VectorRows.SumOfColumns(gradient, rows, values);
        sums.Clear();
        for (int i = 0; i < values.Length; i++) sums[biasOrder[i]] += values[i];
    }

    /// <summary>Takes over a share of the weight.</summary>
    protected abstract void LoadWeight(int part, int parts);

    /// <summary>value = epilogue(A input), for some rows.</summary>
    protected abstract void Product<TEpilogue>(Matrix input, Matrix value, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue;

    /// <summary>result = epilogue(A' gradient), for some rows.</summary>
    protected abstract void Transposed<TEpilogue>(Matrix gradient, Matrix result, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue;
}
