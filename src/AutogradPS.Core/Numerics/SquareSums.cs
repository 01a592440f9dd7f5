using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics;

/// <summary>The sum of the squares of many values, block after block: the same for any number of threads.</summary>
/// <param name="count">How many values.</param>
internal sealed class SquareSums(int count)
{
    // Added up in float32 within a block, in float64 beyond.
    private const int Block = 1 << 13;

    private readonly double[] sums = new double[(count + Block - 1) / Block];

    /// <summary>The sum of all.</summary>
    public double Total => sums.Sum();

    /// <summary>A share of the blocks.</summary>
    /// <param name="values">All values.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public void Add(ReadOnlySpan<float> values, int part, int parts)
    {
        for (int block = sums.Length * part / parts; block < sums.Length * (part + 1) / parts; block++)
            sums[block] = Of(values.Slice(block * Block, Math.Min(Block, count - (block * Block))));
    }

    private static double Of(ReadOnlySpan<float> values)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        int i = 0;
        for (; i <= values.Length - 64; i += 64)
        {
            Vector512<float> x = Vector512.Create(values[i..]), y = Vector512.Create(values[(i + 16)..]), z = Vector512.Create(values[(i + 32)..]), w = Vector512.Create(values[(i + 48)..]);
            a += x * x;
            b += y * y;
            c += z * z;
            d += w * w;
        }
        double sum = VectorMath.Sum(a + b + (c + d));
        for (; i < values.Length; i++) sum += (double)values[i] * values[i];
        return sum;
    }
}
