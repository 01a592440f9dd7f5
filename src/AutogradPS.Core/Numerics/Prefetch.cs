using System.Runtime.Intrinsics.X86;

namespace AutogradPS.Numerics;

/// <summary>Memory that will be needed soon, asked for in parts between other work: weights are read once a step, and have left the nearer caches since.</summary>
/// <param name="start">Where it begins.</param>
/// <param name="count">How many pieces of <see cref="ProductKernel.Width"/> values.</param>
/// <param name="stride">Values from one piece to the next.</param>
internal readonly unsafe struct Prefetch(float* start, int count, int stride)
{
    /// <summary>Asks for a part.</summary>
    /// <param name="part">Which, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public void Part(int part, int parts)
    {
        for (int i = (int)((long)count * part / parts); i < (int)((long)count * (part + 1) / parts); i++)
        {
            float* piece = start + ((nint)i * stride);
            Sse.Prefetch1(piece);
            Sse.Prefetch1(piece + 16);
        }
    }
}
