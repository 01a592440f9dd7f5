using AutogradPS.Numerics;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training.Dense;

/// <summary>
/// Fully connected layers one after the other, and the memory of a step: inputs, values, and gradients before the activations, each
/// [rows, size]. Rows do not depend on each other, so that threads share them out; weights' gradients are shared out by their tiles.
/// </summary>
internal sealed unsafe class DenseChain
{
    private readonly DenseLayer[] layers;
    private readonly MatrixBuffer[] values, gradients;
    private readonly MatrixBuffer input, inputGradient;

    /// <param name="layers">From input to output.</param>
    /// <param name="rows">The rows of a step.</param>
    public DenseChain(IReadOnlyList<DenseLayer> layers, int rows)
    {
        this.layers = [.. layers];
        Rows = rows;
        input = new MatrixBuffer(rows, InputSize);
        inputGradient = new MatrixBuffer(rows, InputSize);
        values = Array.ConvertAll(this.layers, layer => new MatrixBuffer(rows, layer.Output));
        gradients = Array.ConvertAll(this.layers, layer => new MatrixBuffer(rows, layer.Output));
    }

    /// <summary>The rows of a step.</summary>
    public int Rows { get; }

    /// <summary>What goes in.</summary>
    public Matrix Input => input.View;

    /// <summary>What comes out.</summary>
    public Matrix Output => values[^1].View;

    /// <summary>The values of the first layer.</summary>
    public Matrix FirstValue => values[0].View;

    /// <summary>The gradient before the last activation, to be filled before <see cref="Backward"/>.</summary>
    public Matrix OutputGradient => gradients[^1].View;

    /// <summary>The gradient of the input.</summary>
    public Matrix InputGradient => inputGradient.View;

    /// <summary>Multiply-adds of a row on its way through.</summary>
    public long Work => layers.Sum(layer => (long)layer.Input * layer.Output);

    /// <summary>The size of a row that goes in.</summary>
    public int InputSize => layers[0].Input;

    /// <summary>The size of a row that comes out.</summary>
    public int OutputSize => layers[^1].Output;

    /// <summary>Takes over the biases; before the work of a step is shared out.</summary>
    public void Load()
    {
        foreach (DenseLayer layer in layers) layer.Load();
    }

    /// <summary>From <see cref="Input"/> to <see cref="Output"/>.</summary>
    public void Forward(RowRange rows) => Forward(rows, 0);

    /// <summary>From <see cref="Input"/> to the first layer's values before its activation, <see cref="FirstValue"/>.</summary>
    public void ForwardToFirst(RowRange rows) => layers[0].Affine(Input, FirstValue, rows);

    /// <summary>From there to <see cref="Output"/>.</summary>
    public void ForwardFromFirst(RowRange rows)
    {
        layers[0].Activate(FirstValue, rows.First, rows.Last);
        Forward(rows, 1);
    }

    /// <summary>From <see cref="OutputGradient"/> to the gradients before all activations.</summary>
    public void Backward(RowRange rows)
    {
        for (int i = layers.Length - 1; i > 0; i--)
            layers[i].Backward(gradients[i].View, layers[i - 1].Activation, values[i - 1].View, gradients[i - 1].View, rows);
    }

    /// <summary>And on to <see cref="InputGradient"/>.</summary>
    public void BackwardToInput(RowRange rows) => layers[0].BackwardToInput(gradients[0].View, inputGradient.View, rows);

    /// <summary>A gradient of the output goes through the last activation to <see cref="OutputGradient"/>.</summary>
    /// <param name="gradient">[rows, output size].</param>
    /// <param name="first">The first row.</param>
    /// <param name="last">The row after the last.</param>
    public void ThroughOutput(Matrix gradient, int first, int last)
    {
        DenseActivation activation = layers[^1].Activation;
        for (int row = first; row < last; row++)
        {
            if (activation.IsTanh) VectorRows.Through(gradient.Row(row), row, OutputGradient.Row(row), OutputSize, new ThroughTanh(Output));
            else VectorRows.Through(gradient.Row(row), row, OutputGradient.Row(row), OutputSize, new ThroughSlope(Output, activation.Slope));
        }
    }

    /// <summary>Directions in <see cref="Input"/> go through the layers as linear maps, to the input of the last; each takes the place of the value there.</summary>
    public void Along(RowRange rows)
    {
        for (int i = 0; i < layers.Length - 1; i++) layers[i].Along(InputOf(i), values[i].View, rows);
    }

    /// <summary>A share of the weights' gradients: of each layer, the gradients before its activation times its inputs, summed over all rows.</summary>
    /// <param name="targets">[output, input] each.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public void WeightGradients(Tensor[] targets, int part, int parts)
    {
        for (int i = 0; i < layers.Length; i++)
            MatrixProduct.ByColumnsOfBoth(gradients[i].View, InputOf(i), DenseLayer.View(targets[i], layers[i].Output, layers[i].Input), part, parts);
    }

    /// <summary>A share of the biases' gradients: of each layer, the gradients before its activation, summed over some rows.</summary>
    /// <param name="rows">Which rows.</param>
    /// <param name="targets">[output] each.</param>
    /// <param name="part">Which share of the layers, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public void BiasGradients(IReadOnlyList<RowRange> rows, Tensor[] targets, int part, int parts)
    {
        for (int i = part; i < layers.Length; i += parts) VectorRows.SumOfColumns(gradients[i].View, rows, TensorMemory.Floats(targets[i]));
    }

    private void Forward(RowRange rows, int layer)
    {
        for (int i = layer; i < layers.Length; i++) layers[i].Forward(InputOf(i), values[i].View, rows);
    }

    private Matrix InputOf(int layer) => layer == 0 ? Input : values[layer - 1].View;
}
