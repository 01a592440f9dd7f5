using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutogradPS.Numerics;

/// <summary>
/// Functions of vectors that .NET 8 lacks. Where they are instructions: those of AVX-512, or of AVX for each half, which give the same to the last bit. (What .NET has, such
/// as sums and comparisons, it does by halves itself.)
/// </summary>
internal static class VectorMath
{
    /// <summary>The greater of each two values; of NaN and a number the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => ProductKernel512.IsSupported ? Avx512F.Max(a, b)
        : Vector512.Create(Avx.Max(a.GetLower(), b.GetLower()), Avx.Max(a.GetUpper(), b.GetUpper()));

    /// <summary>The smaller of each two values; of NaN and a number the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => ProductKernel512.IsSupported ? Avx512F.Min(a, b)
        : Vector512.Create(Avx.Min(a.GetLower(), b.GetLower()), Avx.Min(a.GetUpper(), b.GetUpper()));

    /// <summary>a b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => ProductKernel512.IsSupported ? Avx512F.FusedMultiplyAdd(a, b, c)
        : Vector512.Create(Fma.MultiplyAdd(a.GetLower(), b.GetLower(), c.GetLower()), Fma.MultiplyAdd(a.GetUpper(), b.GetUpper(), c.GetUpper()));

    /// <summary>In each quarter a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> UnpackLow(Vector512<float> a, Vector512<float> b) => ProductKernel512.IsSupported ? Avx512F.UnpackLow(a, b)
        : Vector512.Create(Avx.UnpackLow(a.GetLower(), b.GetLower()), Avx.UnpackLow(a.GetUpper(), b.GetUpper()));

    /// <summary>In each quarter a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> UnpackHigh(Vector512<float> a, Vector512<float> b) => ProductKernel512.IsSupported ? Avx512F.UnpackHigh(a, b)
        : Vector512.Create(Avx.UnpackHigh(a.GetLower(), b.GetLower()), Avx.UnpackHigh(a.GetUpper(), b.GetUpper()));

    /// <summary>The sum of all values, in an order that does not depend on the processor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> x)
    {
        Vector256<float> halves = x.GetLower() + x.GetUpper();
        Vector128<float> quarters = halves.GetLower() + halves.GetUpper();
        return (quarters[0] + quarters[1]) + (quarters[2] + quarters[3]);
    }

    /// <summary>tanh(x) = 1 - 2 / (exp(2x) + 1), to 2e-7 of its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> one = Vector512<float>.One;
        return one - (Vector512.Create(2f) / (Exp(x + x) + one));
    }

    /// <summary>
    /// exp(x) = 2^n exp(r) with n = round(x / ln 2) and |r| at most ln(2) / 2, where seven terms of the series suffice. x is taken as at
    /// most 87 in size.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Max(Vector512.Create(-87f), Min(Vector512.Create(87f), x)); // of NaN and a number the second
        // Near 1.5 * 2^23 the floats are the integers, so that a sum is rounded to one, and has it in its last bits.
        Vector512<float> integers = Vector512.Create(12582912f), sum = (x * 1.4426950408889634f) + integers, n = sum - integers;
        // ln 2 in two pieces, the first of few enough bits that n times it is exact.
        Vector512<float> r = MultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = MultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1f / 5040);
        foreach (float factor in (ReadOnlySpan<float>)[1f / 720, 1f / 120, 1f / 24, 1f / 6, 0.5f, 1, 1]) p = MultiplyAdd(p, r, Vector512.Create(factor));
        // n as the exponent of a float.
        return p * ((sum.AsInt32() << 23) + Vector512<float>.One.AsInt32()).AsSingle();
    }
}
