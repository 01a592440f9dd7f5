using AutogradPS.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Makes a checked float32 copy of numbers that came from a user.</summary>
internal static class NumberRows
{
    /// <summary>A contiguous CPU copy, [N, *shape], outside any dispose scope.</summary>
    public static Tensor Copy(Tensor rows, string name)
    {
        if (rows.Dimensions < 2 || rows.numel() == 0)
        {
            throw new AutogradPSException(
                "DatasetShapeInvalid",
                ErrorKind.InvalidData,
                $"A data set needs rows of samples, shape [N, ...] with two dimensions or more and no zero; '{name}' has shape [{string.Join(", ", rows.shape)}].",
                rows);
        }

        if (rows.is_complex())
        {
            throw new AutogradPSException(
                "DatasetTypeInvalid", ErrorKind.InvalidData, $"'{name}' is complex; a data set needs real numbers.", rows);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor copy = rows.detach().to(ScalarType.Float32, CPU).contiguous().clone();
        if (!copy.isfinite().all().item<bool>())
        {
            throw new AutogradPSException(
                "DatasetNotFinite",
                ErrorKind.InvalidData,
                $"'{name}' contains NaN or infinity, which would end the training. Remove those rows first.",
                rows);
        }

        return copy.DetachFromDisposeScope();
    }
}
