using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutogradPS.Numerics;

/// <summary>
/// <see cref="ProductKernel"/> for AVX2 with its multiply-adds: the tile is done in strips of three, three and two rows. The sums of three rows, a value of each and
/// what they meet in a panel's row take the sixteen registers of 256 bits that there are; a step needs seven loads for twelve multiply-adds.
/// </summary>
internal static unsafe class ProductKernel256
{
    private const int Width = ProductKernel.Width;

    // Terms of a sum of which both factors' values, three lines of a cache each, leave room in the nearest one.
    private const int Terms = 64;

    // Listed terms from where a row of the panel is used to the one that is asked for.
    private const int Ahead = 8;

    /// <summary>Whether this processor has what the kernel is made of.</summary>
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    private interface IStrip
    {
        static abstract bool HasThird { get; }
    }

    /// <inheritdoc cref="ProductKernel.ByRowsOver"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByRowsOver<TEpilogue, TDepths>(Matrix left, int rows, float* panel, in DepthRuns runs, int* list, Matrix target, int row, int column, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
        where TDepths : struct, IDepths
    {
        ProductKernel.Fetch(rows, target, row, column, epilogue);
        int done = 0;
        for (; done + 3 <= rows; done += 3) Strip<TEpilogue, TDepths, ThreeRows>(left, 3, panel, runs, list, target, row + done, column, epilogue);
        if (done < rows) Strip<TEpilogue, TDepths, TwoRows>(left, rows - done, panel, runs, list, target, row + done, column, epilogue);
    }

    /// <inheritdoc cref="ProductKernel.ByColumnsOver"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByColumnsOver<TDepths>(in GridPointer left, in GridPointer right, GridCounts counts, int* list, float* tile, nint tileStride, bool add)
        where TDepths : struct, IDepths
    {
        // A part of the terms at a time, in their order, which stays in the nearest cache for all strips.
        int samples = Math.Min(counts.Samples, Terms), positions = Math.Max(1, Terms / Math.Max(1, counts.Samples));
        for (int line = 0; line < counts.Lines; line++)
        {
            for (int position = 0; position < counts.Positions; position += positions)
            {
                for (int sample = 0; sample < counts.Samples; sample += samples)
                {
                    GridPointer l = left.From(line, position, sample), r = right.From(line, position, TDepths.AreListed ? 0 : sample);
                    int* own = TDepths.AreListed ? list + sample : null;
                    GridCounts part = new(1, Math.Min(positions, counts.Positions - position), Math.Min(samples, counts.Samples - sample));
                    Sum<TDepths, ThreeRows>(l, 0, r, part, own, tile, tileStride, add);
                    Sum<TDepths, ThreeRows>(l, 3, r, part, own, tile + (3 * tileStride), tileStride, add);
                    Sum<TDepths, TwoRows>(l, 6, r, part, own, tile + (6 * tileStride), tileStride, add);
                    add = true; // to what is there now
                }
            }
        }
        for (int r = 0; !add && r < ProductKernel.Height; r++) new Span<float>(tile + (r * tileStride), Width).Clear(); // there are no terms
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<TEpilogue, TDepths, TStrip>(Matrix left, int rows, float* panel, in DepthRuns runs, int* list, Matrix target, int row, int column, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
        where TDepths : struct, IDepths
        where TStrip : struct, IStrip
    {
        float* a0 = left.Row(row), a1 = rows > 1 ? a0 + left.Stride : a0, a2 = TStrip.HasThird ? a1 + left.Stride : a0;
        Vector256<float> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default,
            s20 = default, s21 = default, s22 = default, s23 = default;
        nint at = runs.Left, gap = runs.LeftStep - runs.Length, panelGap = runs.PanelStep - ((nint)runs.Length * Width);
        float* b = panel + runs.Panel;
        for (int run = 0; run < runs.Count; run++, at += gap, b += panelGap)
        {
            for (nint end = at + runs.Length; at < end; at++)
            {
                nint k = TDepths.AreListed ? list[at] : at;
                if (TDepths.AreListed)
                {
                    b = panel + (k * Width);
                    // The processor foresees rows that follow each other, not these. Lists have room for eight more; what is there harms nothing.
                    ProductKernel.Fetch(panel + ((nint)list[at + Ahead] * Width));
                }
                Vector256<float> v0 = Vector256.Create(a0[k]), v1 = Vector256.Create(a1[k]), v2 = TStrip.HasThird ? Vector256.Create(a2[k]) : default, w;
                w = Vector256.Load(b); s00 = Fma.MultiplyAdd(w, v0, s00); s10 = Fma.MultiplyAdd(w, v1, s10); if (TStrip.HasThird) s20 = Fma.MultiplyAdd(w, v2, s20);
                w = Vector256.Load(b + 8); s01 = Fma.MultiplyAdd(w, v0, s01); s11 = Fma.MultiplyAdd(w, v1, s11); if (TStrip.HasThird) s21 = Fma.MultiplyAdd(w, v2, s21);
                w = Vector256.Load(b + 16); s02 = Fma.MultiplyAdd(w, v0, s02); s12 = Fma.MultiplyAdd(w, v1, s12); if (TStrip.HasThird) s22 = Fma.MultiplyAdd(w, v2, s22);
                w = Vector256.Load(b + 24); s03 = Fma.MultiplyAdd(w, v0, s03); s13 = Fma.MultiplyAdd(w, v1, s13); if (TStrip.HasThird) s23 = Fma.MultiplyAdd(w, v2, s23);
                if (!TDepths.AreListed) b += Width;
            }
        }
        Store(target, row, column, epilogue, s00, s01, s02, s03);
        if (rows > 1) Store(target, row + 1, column, epilogue, s10, s11, s12, s13);
        if (TStrip.HasThird) Store(target, row + 2, column, epilogue, s20, s21, s22, s23);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TDepths, TStrip>(in GridPointer left, int row, in GridPointer right, GridCounts counts, int* list, float* tile, nint tileStride, bool add)
        where TDepths : struct, IDepths
        where TStrip : struct, IStrip
    {
        float* t0 = tile, t1 = t0 + tileStride, t2 = TStrip.HasThird ? t1 + tileStride : t0;
        Vector256<float> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default,
            s20 = default, s21 = default, s22 = default, s23 = default;
        if (add)
        {
            s00 = Vector256.Load(t0); s01 = Vector256.Load(t0 + 8); s02 = Vector256.Load(t0 + 16); s03 = Vector256.Load(t0 + 24);
            s10 = Vector256.Load(t1); s11 = Vector256.Load(t1 + 8); s12 = Vector256.Load(t1 + 16); s13 = Vector256.Load(t1 + 24);
            if (TStrip.HasThird) { s20 = Vector256.Load(t2); s21 = Vector256.Load(t2 + 8); s22 = Vector256.Load(t2 + 16); s23 = Vector256.Load(t2 + 24); }
        }
        int samples = counts.Samples;
        nint leftStep = left.Sample, rightStep = right.Sample;
        for (int position = 0; position < counts.Positions; position++)
        {
            float* l = left.At(0, position) + row, first = right.At(0, position), r = first;
            for (int k = 0; k < samples; k++)
            {
                if (TDepths.AreListed) r = first + (list[k] * rightStep);
                Vector256<float> v0 = Vector256.Create(l[0]), v1 = Vector256.Create(l[1]), v2 = TStrip.HasThird ? Vector256.Create(l[2]) : default, w;
                w = Vector256.Load(r); s00 = Fma.MultiplyAdd(w, v0, s00); s10 = Fma.MultiplyAdd(w, v1, s10); if (TStrip.HasThird) s20 = Fma.MultiplyAdd(w, v2, s20);
                w = Vector256.Load(r + 8); s01 = Fma.MultiplyAdd(w, v0, s01); s11 = Fma.MultiplyAdd(w, v1, s11); if (TStrip.HasThird) s21 = Fma.MultiplyAdd(w, v2, s21);
                w = Vector256.Load(r + 16); s02 = Fma.MultiplyAdd(w, v0, s02); s12 = Fma.MultiplyAdd(w, v1, s12); if (TStrip.HasThird) s22 = Fma.MultiplyAdd(w, v2, s22);
                w = Vector256.Load(r + 24); s03 = Fma.MultiplyAdd(w, v0, s03); s13 = Fma.MultiplyAdd(w, v1, s13); if (TStrip.HasThird) s23 = Fma.MultiplyAdd(w, v2, s23);
                l += leftStep;
                if (!TDepths.AreListed) r += rightStep;
            }
        }
        s00.Store(t0); s01.Store(t0 + 8); s02.Store(t0 + 16); s03.Store(t0 + 24);
        s10.Store(t1); s11.Store(t1 + 8); s12.Store(t1 + 16); s13.Store(t1 + 24);
        if (!TStrip.HasThird) return;
        s20.Store(t2); s21.Store(t2 + 8); s22.Store(t2 + 16); s23.Store(t2 + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TEpilogue>(Matrix target, int row, int column, TEpilogue epilogue, Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth)
        where TEpilogue : struct, IEpilogue
    {
        float* at = target.Row(row) + column;
        epilogue.Apply(Vector512.Create(first, second), row, column).Store(at);
        epilogue.Apply(Vector512.Create(third, fourth), row, column + 16).Store(at + 16);
    }

    private readonly struct ThreeRows : IStrip
    {
        public static bool HasThird => true;
    }

    // Or one: what is missing is read as the first, and not stored.
    private readonly struct TwoRows : IStrip
    {
        public static bool HasThird => false;
    }
}
