using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics;

/// <summary>What becomes of the sums of a product before they are stored, while they are in registers.</summary>
internal interface IEpilogue
{
    /// <summary>The values of <paramref name="row"/> from <paramref name="column"/> on.</summary>
    Vector512<float> Apply(Vector512<float> sum, int row, int column);

    /// <summary>Asks for what <see cref="Apply"/> will read for a row of a tile, while the sums are not there yet.</summary>
    void Prefetch(int row, int column);
}

/// <summary>The sums themselves.</summary>
internal readonly struct Sums : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, int row, int column) => sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row, int column)
    {
    }
}

/// <summary>The value of a layer: a bias a column, then ReLU (slope 0), LeakyReLU (up to 1) or nothing (1).</summary>
/// <param name="bias">One a column, padded to whole tiles.</param>
/// <param name="slope">For negative values.</param>
internal readonly unsafe struct Activated(float* bias, float slope) : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, int row, int column)
    {
        Vector512<float> z = sum + Vector512.Load(bias + column);
        return VectorMath.Max(z * slope, z); // of NaN and a number the second
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row, int column)
    {
    }
}

/// <summary>A gradient, or a direction, through the activation whose values are given: as it is where they are positive, times the slope elsewhere.</summary>
/// <param name="values">The activation's values, of the product's shape.</param>
/// <param name="slope">For negative values.</param>
internal readonly unsafe struct ThroughSlope(Matrix values, float slope) : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, int row, int column) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Load(values.Row(row) + column), Vector512<float>.Zero), sum, sum * slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row, int column) => ProductKernel.Fetch(values.Row(row) + column);
}

/// <summary>A gradient through tanh: times 1 - y^2.</summary>
/// <param name="values">The values y, of the product's shape.</param>
internal readonly unsafe struct ThroughTanh(Matrix values) : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, int row, int column)
    {
        Vector512<float> y = Vector512.Load(values.Row(row) + column);
        return sum * (Vector512<float>.One - (y * y));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row, int column) => ProductKernel.Fetch(values.Row(row) + column);
}

/// <summary>The sums are added to what is there.</summary>
/// <param name="existing">What is there, of the product's shape.</param>
/// <param name="then">What becomes of both.</param>
internal readonly unsafe struct AddedTo<TEpilogue>(Matrix existing, TEpilogue then) : IEpilogue
    where TEpilogue : struct, IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, int row, int column) => then.Apply(sum + Vector512.Load(existing.Row(row) + column), row, column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row, int column) => then.Prefetch(row, column);
}
