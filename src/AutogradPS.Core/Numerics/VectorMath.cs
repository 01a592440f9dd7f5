using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutogradPS.Numerics;

/// <summary>Functions of vectors that .NET 8 lacks.</summary>
internal static class VectorMath
{
    /// <summary>tanh(x) = 1 - 2 / (exp(2x) + 1), to 2e-7 of its range.</summary>
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> one = Vector512<float>.One;
        return one - (Vector512.Create(2f) / (Exp(x + x) + one));
    }

    /// <summary>
    /// exp(x) = 2^n exp(r) with n = round(x / ln 2) and |r| at most ln(2) / 2, where seven terms of the series suffice. x is taken as at
    /// most 87 in size.
    /// </summary>
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Avx512F.Max(Vector512.Create(-87f), Avx512F.Min(Vector512.Create(87f), x)); // of NaN and a number the second
        Vector512<float> n = Avx512F.RoundScale(x * 1.4426950408889634f, 0);
        // ln 2 in two pieces, the first of few enough bits that n times it is exact.
        Vector512<float> r = Avx512F.FusedMultiplyAddNegated(n, Vector512.Create(0.693359375f), x);
        r = Avx512F.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1f / 5040);
        foreach (float factor in (ReadOnlySpan<float>)[1f / 720, 1f / 120, 1f / 24, 1f / 6, 0.5f, 1, 1]) p = Avx512F.FusedMultiplyAdd(p, r, Vector512.Create(factor));
        return Avx512F.Scale(p, n);
    }
}
