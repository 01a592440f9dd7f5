using AutogradPS.Errors;

namespace AutogradPS.Scripting;

/// <summary>What libtorch takes for granted about some arguments and ends the process without.</summary>
internal static class ArgumentRules
{
    private static readonly HashSet<string> SpatialSizes = ["kernel_size", "kernelSize", "kernel", "stride", "strides", "padding", "dilation", "output_size", "outputSize"];

    private static readonly HashSet<string> Divisors = ["nhead", "num_heads"];

    /// <summary>Repeats single sizes where one is wanted for each spatial dimension, and refuses what cannot be.</summary>
    /// <exception cref="AutogradPSException">InvalidShape, InvalidArgument.</exception>
    public static void Apply(Overload overload, object?[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is long[] sizes && overload.SpatialDimensions is { } dimensions && sizes.Length != dimensions && SpatialSizes.Contains(overload.Parameters[i].Name!))
                arguments[i] = sizes.Length == 0 && overload.Parameters[i].HasDefaultValue ? overload.Defaults[i] : Repeated(sizes, dimensions, overload.Parameters[i].Name!);
            else if (arguments[i] is long and < 1 && Divisors.Contains(overload.Parameters[i].Name!))
                throw new AutogradPSException("InvalidArgument", ErrorKind.InvalidArgument, $"{overload.Parameters[i].Name} must be 1 or more, not {arguments[i]}.", arguments[i]);
        }
    }

    // One number stands for every dimension, as in PyTorch; a whole shape has its spatial dimensions last.
    private static long[] Repeated(long[] sizes, int dimensions, string name) => sizes.Length == 1 ? [.. Enumerable.Repeat(sizes[0], dimensions)]
        : sizes.Length == dimensions + 2 && name is "output_size" or "outputSize" ? sizes[2..]
        : throw new AutogradPSException("InvalidShape", ErrorKind.InvalidArgument, $"{name} takes {dimensions} numbers, or one for all dimensions, not {sizes.Length}.", sizes);
}
