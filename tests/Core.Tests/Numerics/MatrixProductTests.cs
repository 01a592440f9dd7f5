using System.Runtime.InteropServices;
using AutogradPS.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Numerics;

/// <summary>Products against libtorch's in float64, with sizes that leave edges in every direction. On a processor that they are not for nothing uses them.</summary>
public sealed unsafe class MatrixProductTests
{
    // Their memory goes with them.
    private static readonly List<MatrixBuffer> Held = [];

    public static TheoryData<int, int, int> Sizes() => new() { { 8, 32, 32 }, { 1, 1, 1 }, { 7, 3, 33 }, { 9, 130, 31 }, { 24, 128, 128 }, { 50, 20, 100 }, { 3, 16, 17 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void RowsTimesRowsEqualsLibtorch(int rows, int depth, int columns)
    {
        if (!ProductKernel.IsSupported) return;
        (Tensor a, MatrixBuffer left) = Random(rows, depth, 1);
        (Tensor b, MatrixBuffer right) = Random(columns, depth, 2);
        MatrixBuffer target = Buffer(rows, columns);
        MatrixProduct.ByRowsOfBoth(left.View, right.View, target.View, new RowRange(0, rows), default(Sums));
        Equal(mm(a, b.t()), target.View);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void RowsTimesColumnsEqualsLibtorch(int rows, int depth, int columns)
    {
        if (!ProductKernel.IsSupported) return;
        (Tensor a, MatrixBuffer left) = Random(rows, depth, 3);
        (Tensor b, MatrixBuffer right) = Random(depth, columns, 4);
        MatrixBuffer target = Buffer(rows, columns);
        MatrixProduct.ByRows(left.View, right.View, target.View, new RowRange(0, rows), default(Sums));
        Equal(mm(a, b), target.View);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ColumnsTimesColumnsEqualsLibtorchInAnyNumberOfShares(int rows, int depth, int columns)
    {
        if (!ProductKernel.IsSupported) return;
        (Tensor a, MatrixBuffer left) = Random(depth, rows, 5);
        (Tensor b, MatrixBuffer right) = Random(depth, columns, 6);
        foreach (int parts in (int[])[1, 2, 5])
        {
            // Without padding, as a parameter's gradient lies in memory: what is behind it must stay as it was.
            float* memory = (float*)NativeMemory.AllocZeroed((nuint)((rows * columns) + 64), sizeof(float));
            Matrix target = new((nint)memory, rows, columns, columns);
            for (int part = 0; part < parts; part++) MatrixProduct.ByColumnsOfBoth(left.View, right.View, target, part, parts);
            Equal(mm(a.t(), b), target);
            for (int i = 0; i < 64; i++) Assert.Equal(0, memory[(rows * columns) + i]);
            NativeMemory.Free(memory);
        }
    }

    [Theory]
    [InlineData(512, 192, 784, 1)]
    [InlineData(512, 192, 784, 2)] // a share for each thread
    [InlineData(131, 600, 270, 1)] // edges everywhere, more depths than are taken together
    public void TilesInTheKernelsOrderChangeNoBit(int rows, int depth, int columns, int parts)
    {
        if (!ProductKernel.IsSupported) return;
        (Tensor a, MatrixBuffer left) = Random(depth, rows, 22);
        (Tensor b, MatrixBuffer right) = Random(depth, columns, 23);
        MatrixBuffer tiled = Buffer(rows, columns), plain = Buffer(rows, columns);
        int[] own = [.. Enumerable.Range(0, rows)]; // an order is gone through column by column, as it lies in memory
        foreach (bool add in (bool[])[false, true])
        {
            for (int part = 0; part < parts; part++)
            {
                MatrixProduct.ByColumnsOfBoth(left.View, right.View, tiled.View, part, parts, add);
                MatrixProduct.ByColumnsOfBoth(left.View, right.View, plain.View, part, parts, add, own);
            }
            SameBits(plain.View, tiled.View);
            Equal(mm(a.t(), b) * (add ? 2 : 1), tiled.View, 1e-3); // of sums up to 150
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void LeavingZerosOutChangesNoBit(int rows, int depth, int columns)
    {
        if (!ProductKernel.IsSupported) return;
        foreach (double share in (double[])[0, 0.3, 0.7, 0.95, 1])
        {
            (_, MatrixBuffer left) = Random(rows, depth, 11);
            (_, MatrixBuffer wide) = Random(columns, depth, 12);
            (_, MatrixBuffer tall) = Random(depth, columns, 13);
            var random = new Random(14);
            for (int k = 0; k < depth; k++)
            {
                if (random.NextDouble() < share) continue; // stays as it is, but for single zeros
                for (int row = 0; row < rows; row++) left.View.Row(row)[k] = k % 2 == 0 ? 0f : -0f;
            }
            *left.View.Row(rows - 1) = 0;
            Matrix marked = left.View with { HasZeros = true };
            foreach (RowRange range in (RowRange[])[new(0, rows), new(0, rows, 16, 8), new(0, rows, 24, 16)])
            {
                MatrixBuffer plain = Buffer(rows, columns), sparse = Buffer(rows, columns);
                MatrixProduct.ByRowsOfBoth(left.View, wide.View, plain.View, range, default(Sums));
                MatrixProduct.ByRowsOfBoth(marked, wide.View, sparse.View, range, default(Sums));
                SameBits(plain.View, sparse.View);
                MatrixProduct.ByRows(left.View, tall.View, plain.View, range, default(Sums));
                MatrixProduct.ByRows(marked, tall.View, sparse.View, range, default(Sums));
                SameBits(plain.View, sparse.View);
            }
        }
    }

    [Fact]
    public void LiveDepthsAreThoseWhereSomeRowIsNotZero()
    {
        if (!ProductKernel.IsSupported) return;
        MatrixBuffer left = Buffer(11, 37);
        (int Row, int Depth)[] values = [(0, 3), (5, 3), (7, 36), (2, 17), (8, 0), (10, 8)];
        foreach ((int row, int depth) in values) left.View.Row(row)[depth] = float.NaN;
        for (int depth = 0; depth < 37; depth++) left.View.Row(9)[depth] = -0f;
        for (int padding = 37; padding < 64; padding++) left.View.Row(1)[padding] = float.NaN; // is no depth
        LiveDepths live = LiveDepths.Of(left.View with { HasZeros = true }, new RowRange(0, 11));
        Assert.Equal([3, 17, 36], Depths(0));
        Assert.Equal([0, 8], Depths(1));
        Assert.False(LiveDepths.Of(left.View, new RowRange(0, 11)).TryGet(0, out _, out _));

        int[] Depths(int tile)
        {
            Assert.True(live.TryGet(tile, out int* depths, out int count));
            return new ReadOnlySpan<int>(depths, count).ToArray();
        }
    }

    [Theory]
    [InlineData(768, 256, 512, 1)]
    [InlineData(768, 256, 512, 2)] // a share for each thread
    [InlineData(100, 131, 270, 1)] // edges everywhere
    [InlineData(2500, 64, 256, 1)] // more rows than are looked at together
    [InlineData(20, 64, 300, 1)] // fewer than there are blocks
    public void LeavingZerosOutOfColumnsChangesNoBit(int depth, int rows, int columns, int parts)
    {
        if (!ProductKernel.IsSupported) return;
        (_, MatrixBuffer left) = Random(depth, rows, 17);
        (_, MatrixBuffer right) = Random(depth, columns, 18);
        // Each column is zero for two thirds of the rows, that lie together; some for all, some for none; some of the rest too, of either sign.
        var random = new Random(1);
        for (int column = 0; column < rows; column++)
        {
            int first = random.Next(depth);
            for (int row = 0; row < depth; row++)
                if (column % 11 != 1 && (column % 9 == 2 || (row - first + depth) % depth < depth * 2 / 3 || random.Next(20) == 0)) left.View.Row(row)[column] = random.Next(2) == 0 ? 0f : -0f;
        }
        Assert.True(LiveRows.Take(left.View with { Rows = Math.Min(depth, LiveRows.MaxRows), HasZeros = true }, 0, rows).HasFew);
        foreach (bool add in (bool[])[false, true])
        {
            (_, MatrixBuffer all) = Random(rows, columns, 19);
            (_, MatrixBuffer some) = Random(rows, columns, 19);
            for (int part = 0; part < parts; part++)
            {
                MatrixProduct.ByColumnsOfBoth(left.View, right.View, all.View, part, parts, add);
                MatrixProduct.ByColumnsOfBoth(left.View with { HasZeros = true }, right.View, some.View, part, parts, add);
            }
            SameBits(all.View, some.View);
        }
    }

    [Fact]
    public void ColumnsWithFewZerosAreTakenAsTheyAre()
    {
        if (!ProductKernel.IsSupported) return;
        (_, MatrixBuffer left) = Random(300, 128, 20);
        (_, MatrixBuffer right) = Random(300, 256, 21);
        Assert.False(LiveRows.Take(left.View with { Rows = LiveRows.MaxRows, HasZeros = true }, 0, 128).HasFew);
        MatrixBuffer all = Buffer(128, 256), marked = Buffer(128, 256);
        MatrixProduct.ByColumnsOfBoth(left.View, right.View, all.View, 0, 1);
        MatrixProduct.ByColumnsOfBoth(left.View with { HasZeros = true }, right.View, marked.View, 0, 1);
        SameBits(all.View, marked.View);
    }

    [Fact]
    public void LiveRowsAreThoseWhereSomeColumnOfATileIsNotZero()
    {
        if (!ProductKernel.IsSupported) return;
        MatrixBuffer left = Buffer(64, 32);
        for (int row = 0; row < 64; row++)
            for (int column = 0; column < 32; column++) left.View.Row(row)[column] = row / 16 == column % 4 && row % 3 != 0 ? row + (column / 100f) : 0;
        LiveRows live = LiveRows.Take(left.View with { HasZeros = true }, 8, 32);
        Assert.True(live.HasFew);
        Assert.Equal(3, live.Tiles);
        HashSet<int> seen = [];
        for (int tile = 0; tile < live.Tiles; tile++)
        {
            Assert.Equal(8, live.Columns(tile, out int* own));
            int[] columns = new ReadOnlySpan<int>(own, 8).ToArray();
            seen.UnionWith(columns);
            int count = live.Rows(tile, out int* rows, out float* values);
            int[] expected = [.. Enumerable.Range(0, 64).Where(row => columns.Any(column => left.View.Row(row)[column] != 0))];
            Assert.Equal(expected, new ReadOnlySpan<int>(rows, count).ToArray());
            for (int i = 0; i < count; i++)
                for (int column = 0; column < 8; column++) Assert.Equal(left.View.Row(rows[i])[columns[column]], values[(i * 8) + column]);
        }
        Assert.Equal(Enumerable.Range(8, 24), seen.Order());
        // Six alike columns of each kind make tiles of one kind or two, of four.
        Assert.All(Enumerable.Range(0, 3), tile => Assert.InRange(live.Rows(tile, out _, out _), 10, 22));
    }

    [Fact]
    public void EpiloguesAreThoseOfTheActivations()
    {
        if (!ProductKernel.IsSupported) return;
        (Tensor a, MatrixBuffer left) = Random(10, 20, 7);
        (Tensor b, MatrixBuffer right) = Random(40, 20, 8);
        (Tensor bias, MatrixBuffer biasRow) = Random(1, 40, 9);
        (Tensor y, MatrixBuffer values) = Random(10, 40, 10);
        MatrixBuffer target = Buffer(10, 40);
        Tensor z = mm(a, b.t()) + bias;
        foreach (float slope in (float[])[0, 0.2f, 1])
        {
            MatrixProduct.ByRowsOfBoth(left.View, right.View, target.View, new RowRange(0, 10), new Activated(biasRow.View.Row(0), slope));
            Equal(where(z > 0, z, z * slope), target.View);
            MatrixProduct.ByRowsOfBoth(left.View, right.View, target.View, new RowRange(0, 10), new ThroughSlope(values.View, slope));
            Equal(mm(a, b.t()) * where(y > 0, 1, (double)slope), target.View);
        }
        MatrixProduct.ByRowsOfBoth(left.View, right.View, target.View, new RowRange(0, 10), new ThroughTanh(values.View));
        Equal(mm(a, b.t()) * (1 - y.square()), target.View);
    }

    [Fact]
    public void TanhIsLibtorchsOverItsWholeRange()
    {
        if (!ProductKernel.IsSupported) return;
        double[] x = [.. Enumerable.Range(-4000, 8001).Select(i => i / 100.0), 0, 1e-8, -1e-8, 1e30, -1e30];
        MatrixBuffer row = Buffer(1, x.Length);
        for (int i = 0; i < x.Length; i++) row.View.Row(0)[i] = (float)x[i];
        VectorRows.Tanh(row.View.Row(0), x.Length);
        for (int i = 0; i < x.Length; i++) Assert.True(Math.Abs(row.View.Row(0)[i] - Math.Tanh((float)x[i])) < 3e-7, $"tanh({x[i]}) is {row.View.Row(0)[i]}");
    }

    [Fact]
    public void NotANumberStaysNotANumber()
    {
        if (!ProductKernel.IsSupported) return;
        MatrixBuffer left = Buffer(1, 1), right = new(1, 1), bias = new(1, 1), target = new(1, 1);
        *left.View.Row(0) = float.NaN;
        *right.View.Row(0) = 1;
        MatrixProduct.ByRowsOfBoth(left.View, right.View, target.View, new RowRange(0, 1), new Activated(bias.View.Row(0), 0));
        Assert.True(float.IsNaN(*target.View.Row(0)));
        VectorRows.Tanh(target.View.Row(0), 1);
        Assert.True(float.IsNaN(*target.View.Row(0)));
    }

    private static void SameBits(Matrix expected, Matrix actual)
    {
        for (int row = 0; row < expected.Rows; row++)
            Assert.Equal(new ReadOnlySpan<int>(expected.Row(row), expected.Columns), new ReadOnlySpan<int>(actual.Row(row), actual.Columns));
    }

    private static (Tensor Values, MatrixBuffer Buffer) Random(int rows, int columns, long seed)
    {
        using Generator generator = new((ulong)seed, CPU);
        Tensor values = randn([rows, columns], float32, generator: generator);
        MatrixBuffer buffer = Buffer(rows, columns);
        float[] numbers = values.data<float>().ToArray();
        for (int row = 0; row < rows; row++) numbers.AsSpan(row * columns, columns).CopyTo(new Span<float>(buffer.View.Row(row), columns));
        return (values.to(float64), buffer);
    }

    private static MatrixBuffer Buffer(int rows, int columns)
    {
        MatrixBuffer buffer = new(rows, columns);
        lock (Held) Held.Add(buffer);
        return buffer;
    }

    private static void Equal(Tensor expected, Matrix actual, double tolerance = 2e-5)
    {
        double[] numbers = expected.data<double>().ToArray();
        for (int row = 0; row < actual.Rows; row++)
            for (int column = 0; column < actual.Columns; column++)
                Assert.Equal(numbers[(row * actual.Columns) + column], actual.Row(row)[column], tolerance);
    }
}
