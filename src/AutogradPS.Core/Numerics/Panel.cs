using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics;

/// <summary>
/// A few columns of a product's right factor, one row after the other as the kernel reads them, padded with zeros to <see cref="ProductKernel.Width"/>
/// columns. Small enough to stay in a core's own cache, and taken anew for every product, since weights change at every step.
/// </summary>
internal static unsafe class Panel
{
    private const int Width = ProductKernel.Width;

    /// <summary>The thread's memory for a panel, until it asks again.</summary>
    public static float* Rent(int depth) => Scratch.Rent(Scratch.Use.Panel, depth, Width).Row(0);

    /// <summary>Takes columns of a matrix.</summary>
    /// <param name="source">[depth, columns].</param>
    /// <param name="first">The first column.</param>
    /// <param name="target">Room for the panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Take(Matrix source, int first, float* target)
    {
        int count = Math.Min(Width, source.Columns - first);
        for (int k = 0; k < source.Rows; k++, target += Width)
        {
            float* row = source.Row(k) + first;
            if (count == Width)
            {
                Vector512.Load(row).Store(target);
                Vector512.Load(row + 16).Store(target + 16);
                continue;
            }
            Span<float> rest = new(target, Width);
            new ReadOnlySpan<float>(row, count).CopyTo(rest);
            rest[count..].Clear();
        }
    }

    /// <summary>Takes columns of the transpose of a matrix.</summary>
    /// <param name="source">[columns, depth].</param>
    /// <param name="first">The first column, a row of the source.</param>
    /// <param name="target">Room for the panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TakeTransposed(Matrix source, int first, float* target)
    {
        for (int c = 0; c < Width; c += 16) Transpose(source, first + c, Math.Clamp(source.Rows - first - c, 0, 16), target + c);
    }

    // Up to 16 rows of the source become columns of the panel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(Matrix source, int row, int count, float* target)
    {
        int k = 0;
        if (count == 16)
        {
            nint stride = source.Stride;
            float* r0 = source.Row(row), r4 = r0 + (4 * stride), r8 = r4 + (4 * stride), r12 = r8 + (4 * stride);
            for (; k <= source.Columns - 4; k += 4, target += 4 * Width, r0 += 4, r4 += 4, r8 += 4, r12 += 4)
            {
                // Four values of every row: those of rows 0, 4, 8 and 12 in the quarters of a, of their next rows in b, c and d.
                Vector512<float> a = Quarters(r0, r4, r8, r12), b = Quarters(r0 + stride, r4 + stride, r8 + stride, r12 + stride),
                    c = Quarters(r0 + (2 * stride), r4 + (2 * stride), r8 + (2 * stride), r12 + (2 * stride)),
                    d = Quarters(r0 + (3 * stride), r4 + (3 * stride), r8 + (3 * stride), r12 + (3 * stride));
                Vector512<float> ac = VectorMath.UnpackLow(a, c), bd = VectorMath.UnpackLow(b, d);
                VectorMath.UnpackLow(ac, bd).Store(target);
                VectorMath.UnpackHigh(ac, bd).Store(target + Width);
                (ac, bd) = (VectorMath.UnpackHigh(a, c), VectorMath.UnpackHigh(b, d));
                VectorMath.UnpackLow(ac, bd).Store(target + (2 * Width));
                VectorMath.UnpackHigh(ac, bd).Store(target + (3 * Width));
            }
        }
        for (; k < source.Columns; k++, target += Width)
            for (int c = 0; c < 16; c++) target[c] = c < count ? source.Row(row + c)[k] : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(float* first, float* second, float* third, float* fourth) => Vector512.Create(
        Vector256.Create(Vector128.Load(first), Vector128.Load(second)), Vector256.Create(Vector128.Load(third), Vector128.Load(fourth)));
}
