using AutogradPS.Data;
using AutogradPS.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Evaluation;

/// <summary>Refuses samples that cannot be compared, before libtorch sees them.</summary>
internal static class SampleCheck
{
    /// <summary>Generated samples as finite rows of the data set's size, float64, [n, d].</summary>
    public static Tensor Rows(Tensor samples, Dataset dataset)
    {
        long width = dataset.SampleShape.Aggregate(1L, (product, size) => product * size);
        long[] shape = samples.shape;
        if (shape.Length < 2 || shape[0] < 2 || shape.Skip(1).Aggregate(1L, (product, size) => product * size) != width)
        {
            throw new AutogradPSException(
                "SampleShapeMismatch",
                ErrorKind.InvalidArgument,
                $"Samples of shape [{string.Join(", ", shape)}] cannot be compared with '{dataset.Name}', which needs [n, {string.Join(", ", dataset.SampleShape)}] with n of at least 2.",
                samples);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor rows = samples.detach().to(ScalarType.Float64, CPU).reshape(shape[0], width);
        if (!rows.isfinite().all().item<bool>())
        {
            throw new AutogradPSException(
                "SampleNotFinite", ErrorKind.InvalidResult, "The samples contain NaN or infinity: the generator has diverged. Use an earlier checkpoint.", samples);
        }

        return rows.MoveToOuterDisposeScope();
    }

    /// <summary>Two samples of as many points of one width.</summary>
    public static void SameCount(Tensor a, Tensor b)
    {
        SameWidth(a, b);
        if (a.shape[0] != b.shape[0])
        {
            throw Mismatch(a, b, "The samples must have as many points as each other");
        }
    }

    /// <summary>Two samples of points of one width.</summary>
    public static void SameWidth(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Dimensions != 2 || b.Dimensions != 2 || a.shape[1] != b.shape[1] || a.shape[0] < 1 || b.shape[0] < 1)
        {
            throw Mismatch(a, b, "Samples are points, [n, d], of one d");
        }
    }

    private static AutogradPSException Mismatch(Tensor a, Tensor b, string rule) => new(
        "SampleShapeMismatch",
        ErrorKind.InvalidArgument,
        $"{rule}; their shapes are [{string.Join(", ", a.shape)}] and [{string.Join(", ", b.shape)}].",
        b);
}
