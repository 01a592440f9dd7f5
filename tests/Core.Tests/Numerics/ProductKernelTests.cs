using AutogradPS.Numerics;

namespace AutogradPS.Tests.Numerics;

/// <summary>The kernels side by side on a processor that has the vectors of both: no bit of a tile depends on which one it is.</summary>
public sealed unsafe class ProductKernelTests
{
    // The deepest sum, and how many rows the kernels may read and write.
    private const int Depth = 150, Rows = 24;

    private static bool HasBoth => ProductKernel512.IsSupported && ProductKernel256.IsSupported;

    public static TheoryData<int> Heights => [.. Enumerable.Range(1, ProductKernel.Height)];

    [Theory]
    [MemberData(nameof(Heights))]
    public void RowsHaveTheSameBits(int rows)
    {
        if (!HasBoth) return;
        MatrixBuffer left = Random(Rows, Depth, 1), panel = Random(Depth, ProductKernel.Width, 2), bias = Random(1, 64, 3), values = Random(Rows, 64, 4);
        // A whole row, the lines of a window, and no term at all.
        foreach (DepthRuns runs in (DepthRuns[])[DepthRuns.Whole(Depth), DepthRuns.Whole(1), new(5, 30, 64, 1600, 3, 20), new(0, 0, 0, 0, 0, 10)])
        {
            Compare(runs, default(Sums));
            Compare(runs, new Activated(bias.View.Row(0), 0.2f));
            Compare(runs, new ThroughSlope(values.View, 0.1f));
            Compare(runs, new AddedTo<ThroughTanh>(values.View, new ThroughTanh(values.View)));
        }
        int[] all = [0, 3, 4, 77, 149];
        fixed (int* depths = all)
        {
            for (int count = 0; count <= all.Length; count++)
            {
                MatrixBuffer wide = Random(Rows, 64, 5), narrow = Random(Rows, 64, 5);
                ProductKernel512.ByRowsOver<Activated, ListedDepths>(left.View, rows, panel.View.Row(0), DepthRuns.Whole(count), depths, wide.View, 7, 32, new Activated(bias.View.Row(0), 0));
                ProductKernel256.ByRowsOver<Activated, ListedDepths>(left.View, rows, panel.View.Row(0), DepthRuns.Whole(count), depths, narrow.View, 7, 32, new Activated(bias.View.Row(0), 0));
                SameBits(wide, narrow);
            }
        }
        foreach (MatrixBuffer buffer in (MatrixBuffer[])[left, panel, bias, values]) GC.KeepAlive(buffer); // their memory goes with them

        void Compare<TEpilogue>(DepthRuns runs, TEpilogue epilogue)
            where TEpilogue : struct, IEpilogue
        {
            MatrixBuffer wide = Random(Rows, 64, 5), narrow = Random(Rows, 64, 5);
            ProductKernel512.ByRowsOver<TEpilogue, AllDepths>(left.View, rows, panel.View.Row(0), runs, null, wide.View, 7, 32, epilogue);
            ProductKernel256.ByRowsOver<TEpilogue, AllDepths>(left.View, rows, panel.View.Row(0), runs, null, narrow.View, 7, 32, epilogue);
            SameBits(wide, narrow);
        }
    }

    // Fewer, as many and more terms than are summed at a time.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 64)]
    [InlineData(1, 1, 150)]
    [InlineData(3, 1, 40)]
    [InlineData(2, 5, 16)]
    [InlineData(2, 9, 7)]
    [InlineData(2, 3, 70)]
    [InlineData(0, 3, 4)]
    [InlineData(3, 0, 4)]
    [InlineData(3, 4, 0)]
    public void ColumnsHaveTheSameBits(int lines, int positions, int samples)
    {
        if (!HasBoth) return;
        MatrixBuffer left = Random(200, 300, 6), right = Random(200, 300, 7);
        GridPointer l = new(left.View.Row(0) + 5, left.View.Stride, 40, 130), r = new(right.View.Row(0) + 3, right.View.Stride, 32, 100);
        foreach (bool add in (bool[])[false, true])
        {
            MatrixBuffer wide = Random(ProductKernel.Height, 64, 8), narrow = Random(ProductKernel.Height, 64, 8);
            ProductKernel512.ByColumnsOver<AllDepths>(l, r, new GridCounts(lines, positions, samples), null, wide.View.Row(0), wide.View.Stride, add);
            ProductKernel256.ByColumnsOver<AllDepths>(l, r, new GridCounts(lines, positions, samples), null, narrow.View.Row(0), narrow.View.Stride, add);
            SameBits(wide, narrow);
            int[] some = [.. Enumerable.Range(0, samples).Select(sample => (sample * 5 / 4) + 1)];
            fixed (int* list = some)
            {
                ProductKernel512.ByColumnsOver<ListedDepths>(l, r, new GridCounts(1, 1, samples), list, wide.View.Row(0), wide.View.Stride, add);
                ProductKernel256.ByColumnsOver<ListedDepths>(l, r, new GridCounts(1, 1, samples), list, narrow.View.Row(0), narrow.View.Stride, add);
            }
            SameBits(wide, narrow);
        }
        GC.KeepAlive(left);
        GC.KeepAlive(right);
    }

    private static MatrixBuffer Random(int rows, int columns, int seed)
    {
        MatrixBuffer buffer = new(rows, columns);
        var random = new Random(seed);
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++) buffer.View.Row(row)[column] = (float)(random.NextDouble() - 0.5);
        return buffer;
    }

    // The padding is written too, and what is around the tile must stay.
    private static void SameBits(MatrixBuffer expected, MatrixBuffer actual)
    {
        int count = expected.View.Rows * expected.View.Stride;
        Assert.Equal(new ReadOnlySpan<int>(expected.View.Row(0), count), new ReadOnlySpan<int>(actual.View.Row(0), count));
        GC.KeepAlive(expected);
        GC.KeepAlive(actual);
    }
}
