using System.Runtime.CompilerServices;

namespace AutogradPS.Numerics;

/// <summary>A thread's memory for what is needed only within one product, by what it is for. What was there before is undefined.</summary>
internal static unsafe class Scratch
{
    /// <summary>What the memory is for.</summary>
    internal enum Use
    {
        /// <summary>A panel.</summary>
        Panel,

        /// <summary>The windows of some images.</summary>
        Patches,

        /// <summary>The channels at every position of some images.</summary>
        Positions,

        /// <summary>The depths at which the tiles of a left factor are not zero.</summary>
        Depths,

        /// <summary>The columns of a left factor, in an order in which neighbours are alike.</summary>
        Columns,

        /// <summary>The values of a left factor's columns, without zeros.</summary>
        Values,

        /// <summary>One image.</summary>
        Image,
    }

    [ThreadStatic]
    private static float[]?[]? memory; // on the pinned heap

    /// <summary>A matrix with whole tiles of columns, until the thread asks again for the same use.</summary>
    public static Matrix Rent(Use use, int rows, int columns)
    {
        int stride = MatrixBuffer.RoundUp(columns), size = checked((rows * stride) + 16 + ProductKernel.Width);
        ref float[]? own = ref (memory ??= new float[]?[Enum.GetValues<Use>().Length])[(int)use];
        if (own is null || own.Length < size) own = GC.AllocateUninitializedArray<float>(size, pinned: true);
        return new Matrix(((nint)Unsafe.AsPointer(ref own[0]) + 63) & ~63, rows, columns, stride);
    }

    /// <summary>A row of values, padded with zeros to whole tiles, until the thread asks again.</summary>
    public static float* Image(int size)
    {
        float* image = Rent(Use.Image, 1, size).Row(0);
        new Span<float>(image + size, MatrixBuffer.RoundUp(size) - size).Clear();
        return image;
    }
}
