using AutogradPS.Numerics;
using AutogradPS.Tensors;

namespace AutogradPS.Training.Fused;

/// <summary>The sum of one linear map or two, with a bias and an activation: y = f(A x + B z + b), over rows of samples.</summary>
/// <remarks>Of two maps, the sum has no activation: that would be a layer of its own.</remarks>
internal sealed unsafe class FusedLayer
{
    // Generated and real samples.
    private const int MostGroups = 2;

    private readonly FusedStep.Affine[] biased;
    private readonly int[] biasOrder; // of each value of a row, its bias
    private readonly MatrixBuffer bias, biasSums;

    /// <param name="terms">The maps, and the layers whose values they take: -1 for the network's input.</param>
    /// <param name="biased">Whose biases are added up, where they have some.</param>
    /// <param name="activation">What stands behind it.</param>
    /// <param name="biasOrder">Of each value of a row, its place in the bias.</param>
    public FusedLayer(IReadOnlyList<(FusedOperation Operation, int Source)> terms, IReadOnlyList<FusedStep.Affine> biased, FusedActivation activation, int[] biasOrder)
    {
        (Terms, this.biased, Activation, this.biasOrder) = ([.. terms], [.. biased.Where(layer => layer.Bias is not null)], activation, biasOrder);
        (bias, biasSums) = (new MatrixBuffer(1, Output), new MatrixBuffer(MostGroups, Output));
    }

    /// <summary>The maps, and the layers whose values they take: -1 for the network's input.</summary>
    public (FusedOperation Operation, int Source)[] Terms { get; }

    /// <summary>What stands behind the layer.</summary>
    public FusedActivation Activation { get; }

    /// <summary>The size of its output.</summary>
    public int Output => Terms[0].Operation.Output;

    /// <summary>Multiply-adds of a row on its way through.</summary>
    public long Work => Terms.Sum(term => term.Operation.Work);

    /// <summary>Takes over a share of the weights and the biases; all shares before the first product of a step.</summary>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public void Load(int part, int parts)
    {
        foreach ((FusedOperation operation, _) in Terms) operation.Load(part, parts);
        if (part > 0 || biased.Length == 0) return;
        float* row = bias.View.Row(0);
        new Span<float>(row, Output).Clear();
        foreach (FusedStep.Affine layer in biased)
        {
            ReadOnlySpan<float> values = TensorMemory.Floats(layer.Bias!);
            for (int i = 0; i < biasOrder.Length; i++) row[i] += values[biasOrder[i]];
        }
    }

    /// <summary>The values of some rows.</summary>
    /// <param name="sources">Of each term, the rows that it takes.</param>
    /// <param name="value">[rows, output].</param>
    /// <param name="rows">Which rows.</param>
    public void Forward(Func<int, Matrix> sources, Matrix value, RowRange rows)
    {
        Into(sources, value, rows, new Activated(bias.View.Row(0), Activation.Slope));
        if (!Activation.IsTanh) return;
        // Not in the product's last instruction, as it would take the registers of the sums.
        foreach ((int first, int count) in rows.Tiles())
            for (int row = first; row < first + count; row++) VectorRows.Tanh(value.Row(row), Output);
    }

    /// <summary>The values of some rows before the activation.</summary>
    public void Affine(Func<int, Matrix> sources, Matrix value, RowRange rows) => Into(sources, value, rows, new Activated(bias.View.Row(0), 1));

    /// <summary>The activation of values that <see cref="Affine"/> made, in their place. Not for tanh.</summary>
    public void Activate(Matrix value, int first, int last)
    {
        for (int row = first; row < last; row++) VectorRows.LeakyRelu(value.Row(row), Activation.Slope, Output);
    }

    /// <summary>Directions at the sources become directions at the value, which they take the place of. Not for tanh.</summary>
    public void Along(Func<int, Matrix> sources, Matrix value, RowRange rows)
    {
        if (Terms.Length == 1) Into(sources, value, rows, new ThroughSlope(value, Activation.Slope));
        else Into(sources, value, rows, default(Sums));
    }

    /// <summary>The gradient before this layer's activation goes back to a source.</summary>
    /// <param name="term">Which map it takes.</param>
    /// <param name="gradient">[rows, output].</param>
    /// <param name="result">[rows, size of the source]: before the source's activation, once all that take the source have given theirs.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="adds">True where another one has given its own.</param>
    /// <param name="completes">True where this is the last.</param>
    /// <param name="activation">The source's activation.</param>
    /// <param name="value">The source's value.</param>
    public void Backward(int term, Matrix gradient, Matrix result, RowRange rows, bool adds, bool completes, FusedActivation activation, Matrix value)
    {
        if (!completes || activation == FusedActivation.None) Give(default(Sums));
        else if (activation.IsTanh) Give(new ThroughTanh(value));
        else Give(new ThroughSlope(value, activation.Slope));

        void Give<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : struct, IEpilogue
        {
            FusedOperation operation = Terms[term].Operation;
            if (adds) operation.Transposed(gradient, result, rows, new AddedTo<TEpilogue>(result, epilogue));
            else operation.Transposed(gradient, result, rows, epilogue);
        }
    }

    /// <summary>A share of the gradients of its biases: the gradients before the activation, summed over the rows of each group apart.</summary>
    /// <remarks>Of a neuron that is active for all samples, those of the groups cancel: to the last bit, as in PyTorch, where Adam would blow up the rounding of one sum to whole steps.</remarks>
    /// <param name="gradient">[rows, output].</param>
    /// <param name="groups">The rows of each group.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    /// <param name="portion">Which rows they are.</param>
    public void BiasGradient(Matrix gradient, IReadOnlyList<IReadOnlyList<RowRange>> groups, int part, int parts, Portion portion)
    {
        if (biased.Length == 0) return;
        for (int group = 0; group < groups.Count; group++) VectorRows.SumsOfColumns(gradient, groups[group], biasSums.View.Row(group), part, parts, !portion.IsFirst);
    }

    /// <summary>Completes them, after all shares of all rows.</summary>
    /// <param name="targets">Where they go.</param>
    public void FinishBiasGradient(FusedGradients targets)
    {
        float* one = biasSums.View.Row(0), other = biasSums.View.Row(1); // zeros where there is one group
        foreach (FusedStep.Affine layer in biased)
        {
            Span<float> sums = TensorMemory.Floats(targets.OfBias(layer)!);
            sums.Clear();
            for (int i = 0; i < biasOrder.Length; i++) sums[biasOrder[i]] += one[i] + other[i];
        }
    }

    private void Into<TEpilogue>(Func<int, Matrix> sources, Matrix value, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        if (Terms.Length == 1)
        {
            Terms[0].Operation.Product(sources(Terms[0].Source), value, rows, epilogue);
            return;
        }
        Terms[0].Operation.Product(sources(Terms[0].Source), value, rows, default(Sums));
        Terms[1].Operation.Product(sources(Terms[1].Source), value, rows, new AddedTo<TEpilogue>(value, epilogue));
    }
}
