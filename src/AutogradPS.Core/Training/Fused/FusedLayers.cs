using AutogradPS.Numerics;

namespace AutogradPS.Training.Fused;

/// <summary>The layers of a network for samples of one shape.</summary>
/// <param name="Layers">From input to output.</param>
/// <param name="InputOrder">Of each value of a row that goes in, its place in a sample; null where a row is a sample as it is.</param>
/// <param name="OutputOrder">The same of what comes out.</param>
/// <param name="OutputShape">The shape of one sample that comes out.</param>
internal sealed record FusedLayers(IReadOnlyList<FusedLayer> Layers, int[]? InputOrder, int[]? OutputOrder, IReadOnlyList<long> OutputShape)
{
    /// <summary>Values of a row in the memory of a <see cref="FusedChain"/>.</summary>
    public long RowSize => 2 * (Layers[0].Terms[0].Operation.Input + Layers.Sum(layer => (long)layer.Output));

    /// <summary>Whether it is worth while to take samples in an order in which neighbours lie near each other: some layer leaves zeros, and samples have few values.</summary>
    public bool WantOrder => Layers[0].Terms[0].Operation.Input <= HilbertCurve.MaxDimensions && Layers.Any(layer => layer.Activation.LeavesZeros);
}
