using System.Runtime.CompilerServices;

namespace AutogradPS.Numerics;

/// <summary>
/// Memory for a matrix whose rows begin at vector boundaries and are padded with zeros to whole tiles, so that no product needs to look at
/// the edge of its columns.
/// </summary>
internal sealed unsafe class MatrixBuffer
{
    private readonly float[] memory; // on the pinned heap: it never moves, and goes with this object

    public MatrixBuffer(int rows, int columns)
    {
        int stride = RoundUp(columns);
        // Rows a power of two apart would fall into the same few sets of the cache.
        if (stride % 128 == 0) stride += 16;
        memory = GC.AllocateArray<float>(rows * stride + 16 + ProductKernel.Width, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref memory[0]);
        View = new Matrix((start + 63) & ~63, rows, columns, stride);
    }

    /// <param name="memory">Whose first rows this one has too: they are never needed at the same time.</param>
    /// <param name="rows">How many.</param>
    public MatrixBuffer(MatrixBuffer memory, int rows)
    {
        this.memory = memory.memory;
        View = memory.View with { Rows = rows };
    }

    /// <summary>The matrix.</summary>
    public Matrix View { get; }

    /// <summary>Columns with their padding.</summary>
    public static int RoundUp(int columns) => (columns + ProductKernel.Width - 1) / ProductKernel.Width * ProductKernel.Width;
}
