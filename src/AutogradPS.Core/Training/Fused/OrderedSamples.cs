using AutogradPS.Numerics;

namespace AutogradPS.Training.Fused;

/// <summary>Samples, and the order in which a chain takes them.</summary>
/// <remarks>Samples of few values come so that neighbours lie near each other: then ReLU's zeros come together, and products leave them out (<see cref="LiveDepths"/>).</remarks>
/// <param name="Samples">A sample a row, without padding.</param>
/// <param name="Order">Of each position, which sample is there; null for their own order.</param>
internal readonly unsafe record struct OrderedSamples(Matrix Samples, int[]? Order)
{
    /// <summary>Samples in the order that suits a network.</summary>
    public static OrderedSamples For(FusedLayers layers, Matrix samples) => new(samples, layers.WantOrder ? HilbertCurve.Order(samples) : null);

    /// <summary>Which sample is at a position.</summary>
    public int At(int position) => Order is null ? position : Order[position];

    /// <summary>The sample at a position.</summary>
    public float* Row(int position) => Samples.Row(At(position));
}
