using System.Runtime.InteropServices;

namespace AutogradPS.Numerics;

/// <summary>
/// Memory for a matrix whose rows begin at vector boundaries and are padded with zeros to whole tiles, so that no product needs to look at
/// the edge of its columns.
/// </summary>
/// <remarks>
/// It is the system's: what goes goes back at once, while the collector's heap for what must not move keeps whole regions for the sake of a few bytes in them. It goes
/// with this object, which has to be held as long as its <see cref="View"/> is used.
/// </remarks>
internal sealed unsafe class MatrixBuffer
{
    private readonly MatrixBuffer? lender;
    private readonly void* memory;

    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="hasZeros">Whether many values will be zero, and in neighbouring rows often at the same columns.</param>
    public MatrixBuffer(int rows, int columns, bool hasZeros = false)
    {
        nint stride = RoundUp(columns);
        // Rows a power of two apart would fall into the same few sets of the cache.
        if (stride % 128 == 0) stride += 16;
        memory = NativeMemory.AllocZeroed((nuint)((rows * stride) + 16 + ProductKernel.Width), sizeof(float));
        View = new Matrix(((nint)memory + 63) & ~63, rows, columns, (int)stride, hasZeros);
    }

    /// <param name="lender">Whose first rows this one has too: they are never needed at the same time.</param>
    /// <param name="rows">How many.</param>
    public MatrixBuffer(MatrixBuffer lender, int rows)
    {
        this.lender = lender;
        View = lender.View with { Rows = rows };
    }

    ~MatrixBuffer()
    {
        if (lender is null) NativeMemory.Free(memory);
    }

    /// <summary>The matrix.</summary>
    public Matrix View { get; }

    /// <summary>Columns with their padding.</summary>
    public static int RoundUp(int columns) => (columns + ProductKernel.Width - 1) / ProductKernel.Width * ProductKernel.Width;
}
