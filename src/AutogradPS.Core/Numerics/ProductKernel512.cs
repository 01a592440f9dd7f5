using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutogradPS.Numerics;

/// <summary>
/// <see cref="ProductKernel"/> for AVX-512: the sums of a tile stay in sixteen registers of 512 bits while the depth is gone through.
/// Sixteen independent sums hide the latency of a multiply-add; a step needs ten loads for sixteen of them, so that the multipliers are what limits it.
/// </summary>
internal static unsafe class ProductKernel512
{
    /// <summary>Whether this processor has the vectors, and is fast with them: .NET denies them where they lower its clock.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    /// <inheritdoc cref="ProductKernel.ByRowsOver"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByRowsOver<TEpilogue, TDepths>(Matrix left, int rows, float* panel, in DepthRuns runs, int* list, Matrix target, int row, int column, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
        where TDepths : struct, IDepths
    {
        // Rows that are missing are read as the first one, and not stored.
        float* a0 = left.Row(row), a1 = rows > 1 ? a0 + left.Stride : a0, a2 = rows > 2 ? a1 + left.Stride : a0, a3 = rows > 3 ? a2 + left.Stride : a0,
            a4 = rows > 4 ? a3 + left.Stride : a0, a5 = rows > 5 ? a4 + left.Stride : a0, a6 = rows > 6 ? a5 + left.Stride : a0, a7 = rows > 7 ? a6 + left.Stride : a0;
        Vector512<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default,
            s40 = default, s41 = default, s50 = default, s51 = default, s60 = default, s61 = default, s70 = default, s71 = default;
        ProductKernel.Fetch(rows, target, row, column, epilogue);
        nint at = runs.Left, gap = runs.LeftStep - runs.Length, panelGap = runs.PanelStep - ((nint)runs.Length * ProductKernel.Width);
        float* b = panel + runs.Panel;
        for (int run = 0; run < runs.Count; run++, at += gap, b += panelGap)
        {
            for (nint end = at + runs.Length; at < end; at++)
            {
                nint k = TDepths.AreListed ? list[at] : at;
                if (TDepths.AreListed) b = panel + (k * ProductKernel.Width);
                Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16), a;
                if (!TDepths.AreListed) b += ProductKernel.Width;
                a = Vector512.Create(a0[k]); s00 = Avx512F.FusedMultiplyAdd(a, b0, s00); s01 = Avx512F.FusedMultiplyAdd(a, b1, s01);
                a = Vector512.Create(a1[k]); s10 = Avx512F.FusedMultiplyAdd(a, b0, s10); s11 = Avx512F.FusedMultiplyAdd(a, b1, s11);
                a = Vector512.Create(a2[k]); s20 = Avx512F.FusedMultiplyAdd(a, b0, s20); s21 = Avx512F.FusedMultiplyAdd(a, b1, s21);
                a = Vector512.Create(a3[k]); s30 = Avx512F.FusedMultiplyAdd(a, b0, s30); s31 = Avx512F.FusedMultiplyAdd(a, b1, s31);
                a = Vector512.Create(a4[k]); s40 = Avx512F.FusedMultiplyAdd(a, b0, s40); s41 = Avx512F.FusedMultiplyAdd(a, b1, s41);
                a = Vector512.Create(a5[k]); s50 = Avx512F.FusedMultiplyAdd(a, b0, s50); s51 = Avx512F.FusedMultiplyAdd(a, b1, s51);
                a = Vector512.Create(a6[k]); s60 = Avx512F.FusedMultiplyAdd(a, b0, s60); s61 = Avx512F.FusedMultiplyAdd(a, b1, s61);
                a = Vector512.Create(a7[k]); s70 = Avx512F.FusedMultiplyAdd(a, b0, s70); s71 = Avx512F.FusedMultiplyAdd(a, b1, s71);
            }
        }
        Store(target, row, column, epilogue, s00, s01);
        if (rows > 1) Store(target, row + 1, column, epilogue, s10, s11);
        if (rows > 2) Store(target, row + 2, column, epilogue, s20, s21);
        if (rows > 3) Store(target, row + 3, column, epilogue, s30, s31);
        if (rows > 4) Store(target, row + 4, column, epilogue, s40, s41);
        if (rows > 5) Store(target, row + 5, column, epilogue, s50, s51);
        if (rows > 6) Store(target, row + 6, column, epilogue, s60, s61);
        if (rows > 7) Store(target, row + 7, column, epilogue, s70, s71);
    }

    /// <inheritdoc cref="ProductKernel.ByColumnsOver"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByColumnsOver<TDepths>(in GridPointer left, in GridPointer right, GridCounts counts, int* list, float* tile, nint tileStride, bool add)
        where TDepths : struct, IDepths
    {
        Vector512<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default,
            s40 = default, s41 = default, s50 = default, s51 = default, s60 = default, s61 = default, s70 = default, s71 = default;
        if (add)
        {
            // The sums go on: however a sum is divided, its terms are added one after the other.
            float* t = tile;
            s00 = Vector512.Load(t); s01 = Vector512.Load(t + 16); t += tileStride;
            s10 = Vector512.Load(t); s11 = Vector512.Load(t + 16); t += tileStride;
            s20 = Vector512.Load(t); s21 = Vector512.Load(t + 16); t += tileStride;
            s30 = Vector512.Load(t); s31 = Vector512.Load(t + 16); t += tileStride;
            s40 = Vector512.Load(t); s41 = Vector512.Load(t + 16); t += tileStride;
            s50 = Vector512.Load(t); s51 = Vector512.Load(t + 16); t += tileStride;
            s60 = Vector512.Load(t); s61 = Vector512.Load(t + 16); t += tileStride;
            s70 = Vector512.Load(t); s71 = Vector512.Load(t + 16);
        }
        int samples = counts.Samples;
        nint leftStep = left.Sample, rightStep = right.Sample;
        for (int line = 0; line < counts.Lines; line++)
        {
            for (int position = 0; position < counts.Positions; position++)
            {
                float* l = left.At(line, position), first = right.At(line, position), r = first;
                for (int k = 0; k < samples; k++)
                {
                    if (TDepths.AreListed) r = first + (list[k] * rightStep);
                    Vector512<float> b0 = Vector512.Load(r), b1 = Vector512.Load(r + 16), a;
                    a = Vector512.Create(l[0]); s00 = Avx512F.FusedMultiplyAdd(a, b0, s00); s01 = Avx512F.FusedMultiplyAdd(a, b1, s01);
                    a = Vector512.Create(l[1]); s10 = Avx512F.FusedMultiplyAdd(a, b0, s10); s11 = Avx512F.FusedMultiplyAdd(a, b1, s11);
                    a = Vector512.Create(l[2]); s20 = Avx512F.FusedMultiplyAdd(a, b0, s20); s21 = Avx512F.FusedMultiplyAdd(a, b1, s21);
                    a = Vector512.Create(l[3]); s30 = Avx512F.FusedMultiplyAdd(a, b0, s30); s31 = Avx512F.FusedMultiplyAdd(a, b1, s31);
                    a = Vector512.Create(l[4]); s40 = Avx512F.FusedMultiplyAdd(a, b0, s40); s41 = Avx512F.FusedMultiplyAdd(a, b1, s41);
                    a = Vector512.Create(l[5]); s50 = Avx512F.FusedMultiplyAdd(a, b0, s50); s51 = Avx512F.FusedMultiplyAdd(a, b1, s51);
                    a = Vector512.Create(l[6]); s60 = Avx512F.FusedMultiplyAdd(a, b0, s60); s61 = Avx512F.FusedMultiplyAdd(a, b1, s61);
                    a = Vector512.Create(l[7]); s70 = Avx512F.FusedMultiplyAdd(a, b0, s70); s71 = Avx512F.FusedMultiplyAdd(a, b1, s71);
                    l += leftStep;
                    if (!TDepths.AreListed) r += rightStep;
                }
            }
        }
        s00.Store(tile); s01.Store(tile + 16); tile += tileStride;
        s10.Store(tile); s11.Store(tile + 16); tile += tileStride;
        s20.Store(tile); s21.Store(tile + 16); tile += tileStride;
        s30.Store(tile); s31.Store(tile + 16); tile += tileStride;
        s40.Store(tile); s41.Store(tile + 16); tile += tileStride;
        s50.Store(tile); s51.Store(tile + 16); tile += tileStride;
        s60.Store(tile); s61.Store(tile + 16); tile += tileStride;
        s70.Store(tile); s71.Store(tile + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TEpilogue>(Matrix target, int row, int column, TEpilogue epilogue, Vector512<float> first, Vector512<float> second)
        where TEpilogue : struct, IEpilogue
    {
        float* at = target.Row(row) + column;
        epilogue.Apply(first, row, column).Store(at);
        epilogue.Apply(second, row, column + 16).Store(at + 16);
    }
}
