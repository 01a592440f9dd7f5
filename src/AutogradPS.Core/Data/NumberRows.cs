using AutogradPS.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Makes a checked float32 copy of numbers that came from a user.</summary>
internal static class NumberRows
{
    /// <summary>A contiguous CPU copy of tensors of rows, one after another: [N, *shape], outside any dispose scope.</summary>
    /// <remarks>Data may fill half of the memory, so nothing else of their size is made on the way: each tensor is converted right into its place.</remarks>
    /// <param name="parts">Tensors of any device, dtype and strides, whose shapes differ in the first dimension only.</param>
    /// <param name="name">The data's name, for errors.</param>
    /// <exception cref="AutogradPSException">DatasetShapeInvalid, DatasetTypeInvalid, DatasetNotFinite.</exception>
    public static Tensor Copy(IReadOnlyList<Tensor> parts, string name)
    {
        long[] shape = parts[0].shape;
        if (shape.Length > 0) shape[0] = parts.Sum(rows => rows.shape[0]);
        if (shape.Length < 2 || shape.Contains(0))
        {
            throw new AutogradPSException(
                "DatasetShapeInvalid",
                ErrorKind.InvalidData,
                $"A data set needs rows of samples, shape [N, ...] with two dimensions or more and no zero; '{name}' has shape [{string.Join(", ", shape)}].",
                parts[0]);
        }

        if (parts.FirstOrDefault(rows => rows.is_complex()) is { } complex)
        {
            throw new AutogradPSException(
                "DatasetTypeInvalid", ErrorKind.InvalidData, $"'{name}' is complex; a data set needs real numbers.", complex);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor copy = empty(shape, ScalarType.Float32, CPU);
        long next = 0;
        foreach (Tensor rows in parts)
        {
            long count = rows.shape[0];
            using Tensor place = copy.narrow(0, next, count), values = rows.detach();
            place.copy_(values);
            next += count;
        }

        if (!TensorRows.Blocks(copy).All(IsFinite))
        {
            throw new AutogradPSException(
                "DatasetNotFinite",
                ErrorKind.InvalidData,
                $"'{name}' contains NaN or infinity, which would end the training. Remove those rows first.",
                parts[0]);
        }

        return copy.DetachFromDisposeScope();
    }

    private static bool IsFinite(Tensor block)
    {
        using Tensor each = block.isfinite(), all = each.all();
        return all.item<bool>();
    }
}
