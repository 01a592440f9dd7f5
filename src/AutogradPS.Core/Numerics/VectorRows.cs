using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics;

/// <summary>Work on single rows of <see cref="MatrixBuffer"/>s, whose padding may be read and written.</summary>
internal static unsafe class VectorRows
{
    /// <summary>target = from + weight (to - from).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interpolate(float* from, float* to, float weight, float* target, int count)
    {
        for (int i = 0; i < count; i += 16)
        {
            Vector512<float> start = Vector512.Load(from + i);
            VectorMath.MultiplyAdd(Vector512.Create(weight), Vector512.Load(to + i) - start, start).Store(target + i);
        }
    }

    /// <summary>target = factor source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* source, float factor, float* target, int count)
    {
        for (int i = 0; i < count; i += 16) (Vector512.Load(source + i) * factor).Store(target + i);
    }

    /// <summary>row = max(slope row, row).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LeakyRelu(float* row, float slope, int count)
    {
        for (int i = 0; i < count; i += 16)
        {
            Vector512<float> z = Vector512.Load(row + i);
            VectorMath.Max(z * slope, z).Store(row + i); // of NaN and a number the second
        }
    }

    /// <summary>row = tanh(row).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tanh(float* row, int count)
    {
        for (int i = 0; i < count; i += 16) VectorMath.Tanh(Vector512.Load(row + i)).Store(row + i);
    }

    /// <summary>target = epilogue(source), for a row whose values the epilogue knows by its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Through<TEpilogue>(float* source, int row, float* target, int count, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        for (int i = 0; i < count; i += 16) epilogue.Apply(Vector512.Load(source + i), row, i).Store(target + i);
    }

    /// <summary>The Euclidean norm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Norm(float* row, int count)
    {
        Vector512<float> squares = default;
        for (int i = 0; i < count; i += 16)
        {
            Vector512<float> x = Vector512.Load(row + i);
            squares = VectorMath.MultiplyAdd(x, x, squares);
        }
        return MathF.Sqrt(VectorMath.Sum(squares));
    }

    /// <summary>The sum of the products of each two values. Reads no padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(float* a, float* b, int count)
    {
        Vector512<float> sums = default;
        int i = 0;
        for (; i <= count - 16; i += 16) sums = VectorMath.MultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sums);
        float sum = VectorMath.Sum(sums);
        for (; i < count; i++) sum = MathF.FusedMultiplyAdd(a[i], b[i], sum);
        return sum;
    }

    /// <summary>The sums of a share of the columns over some rows, in their order.</summary>
    /// <param name="matrix">Of a <see cref="MatrixBuffer"/>.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="target">A row of a <see cref="MatrixBuffer"/>.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    /// <param name="add">True to add to what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumsOfColumns(Matrix matrix, IReadOnlyList<RowRange> rows, float* target, int part, int parts, bool add)
    {
        int vectors = (matrix.Columns + 15) / 16, start = vectors * part / parts * 16, end = vectors * (part + 1) / parts * 16;
        if (!add) new Span<float>(target + start, end - start).Clear();
        // Row by row, as they lie in memory; the sums stay near.
        foreach (RowRange range in rows)
        {
            foreach ((int first, int count) in range.Tiles())
            {
                for (int row = first; row < first + count; row++)
                {
                    float* values = matrix.Row(row);
                    for (int column = start; column < end; column += 16) (Vector512.Load(target + column) + Vector512.Load(values + column)).Store(target + column);
                }
            }
        }
    }
}
