using AutogradPS.Errors;

namespace AutogradPS.Scripting;

/// <summary>
/// Lists of sizes for functions over one, two or three spatial dimensions, such as the kernel of <c>max_unpool2d</c>: libtorch ends the
/// process for some of a wrong length. One number stands for every dimension, as in PyTorch.
/// </summary>
internal static class SpatialSizes
{
    private static readonly string[] Names = ["kernel_size", "kernelSize", "kernel", "stride", "strides", "padding", "dilation"];

    /// <summary>Repeats single sizes and refuses lists of a wrong length.</summary>
    /// <exception cref="AutogradPSException">InvalidShape.</exception>
    public static void Fit(Overload overload, object?[] arguments)
    {
        if (overload.SpatialDimensions is not { } dimensions) return;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not long[] sizes || sizes.Length == dimensions || !Names.Contains(overload.Parameters[i].Name)) continue;
            arguments[i] = sizes.Length == 1 ? Enumerable.Repeat(sizes[0], dimensions).ToArray()
                : throw new AutogradPSException("InvalidShape", ErrorKind.InvalidArgument,
                    $"{overload.Parameters[i].Name} takes {dimensions} numbers, or one for all dimensions, not {sizes.Length}.", sizes);
        }
    }
}
