using AutogradPS.Numerics;

namespace AutogradPS.Training.Fused;

/// <summary>
/// The layers of a network, and the memory of a step: inputs, values, and gradients before the activations, each
/// [rows, size]. Rows do not depend on each other, so that threads share them out; weights' gradients are shared out by their tiles.
/// </summary>
internal sealed unsafe class FusedChain
{
    private readonly FusedLayer[] layers;
    private readonly MatrixBuffer[] values, gradients;
    private readonly MatrixBuffer input, inputGradient;
    private readonly int[]? inputOrder, outputOrder;
    private readonly Func<int, Matrix> valueOf;
    private readonly IReadOnlyList<(int Layer, int Term, int Source, bool Adds, bool Completes)> wayBack;

    /// <param name="layers">From input to output.</param>
    /// <param name="rows">The rows of a step.</param>
    /// <param name="other">A chain of the same layers whose memory this one uses, as the two are never needed at the same time; null for memory of its own.</param>
    public FusedChain(FusedLayers layers, int rows, FusedChain? other = null)
    {
        Layers = layers;
        this.layers = [.. layers.Layers];
        (inputOrder, outputOrder) = (layers.InputOrder, layers.OutputOrder);
        Rows = rows;
        valueOf = source => source < 0 ? Input : values![source].View;
        wayBack = [.. WayBack()];
        if (other is { } lender && lender.Layers == layers && lender.Rows >= rows)
        {
            (input, inputGradient) = (new MatrixBuffer(lender.input, rows), new MatrixBuffer(lender.inputGradient, rows));
            values = Array.ConvertAll(lender.values, buffer => new MatrixBuffer(buffer, rows));
            gradients = Array.ConvertAll(lender.gradients, buffer => new MatrixBuffer(buffer, rows));
            return;
        }
        (input, inputGradient) = (new MatrixBuffer(rows, InputSize), new MatrixBuffer(rows, InputSize));
        values = Array.ConvertAll(this.layers, layer => new MatrixBuffer(rows, layer.Output, layer.Activation.LeavesZeros));
        gradients = Array.ConvertAll(this.layers, layer => new MatrixBuffer(rows, layer.Output, layer.Activation.LeavesZeros));
    }

    /// <summary>A chain that was made before, or a new one in its place where it does not fit.</summary>
    /// <inheritdoc cref="FusedChain(FusedLayers, int, FusedChain?)"/>
    public static FusedChain Of(ref FusedChain? chain, FusedLayers layers, int rows, FusedChain? other = null) =>
        chain is { } made && made.Rows == rows && made.Layers == layers ? made : chain = new FusedChain(layers, rows, other);

    /// <summary>From input to output.</summary>
    public FusedLayers Layers { get; }

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
    public long Work => layers.Sum(layer => layer.Work);

    /// <summary>The size of a row that goes in.</summary>
    public int InputSize => layers[0].Terms[0].Operation.Input;

    /// <summary>The size of a row that comes out.</summary>
    public int OutputSize => layers[^1].Output;

    /// <summary>Prepares a share of the weights; all shares before <see cref="Load"/>.</summary>
    public void Prepare(int part, int parts)
    {
        foreach (FusedLayer layer in layers)
            foreach ((FusedOperation operation, _) in layer.Terms) operation.Prepare(part, parts);
    }

    /// <summary>Takes over a share of the weights; all shares before the first product of a step.</summary>
    public void Load(int part, int parts)
    {
        foreach (FusedLayer layer in layers) layer.Load(part, parts);
    }

    /// <summary>A sample goes into a row of <see cref="Input"/>.</summary>
    public void Take(float* sample, int row) => RowOrder.Copy(sample, null, Input.Row(row), inputOrder, InputSize);

    /// <summary>A row of another chain's <see cref="Output"/> goes into one of <see cref="Input"/>.</summary>
    public void Take(FusedChain from, int fromRow, int row) => RowOrder.Copy(from.Output.Row(fromRow), from.outputOrder, Input.Row(row), inputOrder, InputSize);

    /// <summary>A row of <see cref="Output"/> becomes a sample.</summary>
    public void GiveOutput(int row, float* sample) => RowOrder.Copy(Output.Row(row), outputOrder, sample, null, OutputSize);

    /// <summary>A row of <see cref="InputGradient"/> becomes the gradient of a sample.</summary>
    public void GiveInputGradient(int row, float* sample) => RowOrder.Copy(InputGradient.Row(row), inputOrder, sample, null, InputSize);

    /// <summary>From <see cref="Input"/> to <see cref="Output"/>.</summary>
    public void Forward(RowRange rows) => Forward(rows, 0);

    /// <summary>From <see cref="Input"/> to the first layer's values before its activation, <see cref="FirstValue"/>.</summary>
    public void ForwardToFirst(RowRange rows) => layers[0].Affine(valueOf, FirstValue, rows);

    /// <summary>From there to <see cref="Output"/>.</summary>
    public void ForwardFromFirst(RowRange rows)
    {
        layers[0].Activate(FirstValue, rows.First, rows.Last);
        Forward(rows, 1);
    }

    /// <summary>From <see cref="OutputGradient"/> to the gradients before all activations.</summary>
    public void Backward(RowRange rows)
    {
        foreach ((int layer, int term, int source, bool adds, bool completes) in wayBack)
            if (source >= 0) layers[layer].Backward(term, gradients[layer].View, gradients[source].View, rows, adds, completes, layers[source].Activation, values[source].View);
    }

    /// <summary>And on to <see cref="InputGradient"/>.</summary>
    public void BackwardToInput(RowRange rows)
    {
        foreach ((int layer, int term, int source, bool adds, bool completes) in wayBack)
            if (source < 0) layers[layer].Backward(term, gradients[layer].View, InputGradient, rows, adds, completes, FusedActivation.None, default);
    }

    /// <summary>The gradient of another chain's input, which is a row of <see cref="Output"/>, goes through the last activation to <see cref="OutputGradient"/>.</summary>
    public void TakeGradient(int row, FusedChain from, int fromRow)
    {
        FusedActivation activation = layers[^1].Activation;
        float* gradient = OutputGradient.Row(row);
        RowOrder.Copy(from.InputGradient.Row(fromRow), from.inputOrder, gradient, outputOrder, OutputSize);
        if (activation.IsTanh) VectorRows.Through(gradient, row, gradient, OutputSize, new ThroughTanh(Output));
        else VectorRows.Through(gradient, row, gradient, OutputSize, new ThroughSlope(Output, activation.Slope));
    }

    /// <summary>Directions in <see cref="Input"/> go through the layers as linear maps, to the input of the last or of the one before it; each takes the place of the value there.</summary>
    public void Along(RowRange rows, bool toLast)
    {
        for (int i = 0; i < layers.Length - (toLast ? 1 : 2); i++) layers[i].Along(valueOf, values[i].View, rows);
    }

    /// <summary>A share of the weights' gradients: of each layer, the gradients before its activation times its inputs, summed over all rows.</summary>
    /// <param name="targets">Where they go.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    /// <param name="portion">Which rows they are.</param>
    /// <param name="withLast">False to leave the last layer out.</param>
    public void WeightGradients(FusedGradients targets, int part, int parts, Portion portion, bool withLast)
    {
        for (int i = 0; i < layers.Length - (withLast ? 0 : 1); i++)
            foreach ((FusedOperation operation, int source) in layers[i].Terms) operation.WeightGradient(gradients[i].View, valueOf(source), targets, part, parts, portion);
    }

    /// <summary>A share of the biases' gradients: of each layer, the gradients before its activation, summed over the rows of some groups.</summary>
    /// <param name="groups">The rows of each.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    /// <param name="portion">Which rows they are.</param>
    public void BiasGradients(IReadOnlyList<IReadOnlyList<RowRange>> groups, int part, int parts, Portion portion)
    {
        for (int i = 0; i < layers.Length; i++) layers[i].BiasGradient(gradients[i].View, groups, part, parts, portion);
    }

    /// <summary>Completes a share of both; after all shares of them.</summary>
    public void FinishGradients(FusedGradients targets, int part, int parts)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            foreach ((FusedOperation operation, _) in layers[i].Terms) operation.FinishGradient(targets, part, parts);
            if (i % parts == part) layers[i].FinishBiasGradient(targets);
        }
    }

    private void Forward(RowRange rows, int layer)
    {
        for (int i = layer; i < layers.Length; i++) layers[i].Forward(valueOf, values[i].View, rows);
    }

    // From the last layer to the first, whose gradient goes to which source; whether another one has given its own before, and whether none will after.
    private IEnumerable<(int, int, int, bool, bool)> WayBack()
    {
        List<(int Layer, int Term, int Source)> all = [.. from layer in Enumerable.Range(0, layers.Length).Reverse()
                                                          from term in Enumerable.Range(0, layers[layer].Terms.Length)
                                                          select (layer, term, layers[layer].Terms[term].Source)];
        for (int i = 0; i < all.Count; i++)
            yield return (all[i].Layer, all[i].Term, all[i].Source, all.Take(i).Any(way => way.Source == all[i].Source), !all.Skip(i + 1).Any(way => way.Source == all[i].Source));
    }
}
