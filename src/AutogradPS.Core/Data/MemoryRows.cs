using AutogradPS.Errors;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Makes a data set of what a script has in memory.</summary>
public static class MemoryRows
{
    /// <summary>
    /// A set of tensors or of rows of numbers. A tensor of two dimensions or more holds rows, and several are joined; a tensor of
    /// one dimension is a row, and so is every array of numbers; single numbers are rows of one.
    /// </summary>
    /// <exception cref="AutogradPSException">DatasetEmpty, DatasetShapeMismatch, RaggedArray, InvalidTensorValue, and those of <see cref="RowDataset.FromTensor"/>.</exception>
    public static RowDataset FromItems(IReadOnlyList<object?> items, string name, long heldOut = 0)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0)
        {
            throw new AutogradPSException("DatasetEmpty", ErrorKind.InvalidData, "There were no rows to make a data set of. Check what comes down the pipeline.");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor[] tensors = [.. items.OfType<Tensor>()];
        if (tensors.Length == items.Count) return RowDataset.FromTensors(Alike(tensors), name, heldOut);
        Tensor rows = TensorFactory.FromData(items);
        return RowDataset.FromTensor(rows.Dimensions == 1 ? rows.unsqueeze(1) : rows, name, heldOut);
    }

    private static Tensor[] Alike(Tensor[] tensors)
    {
        Tensor[] rows = [.. tensors.Select(AsRows)];
        long[] shape = rows[0].shape[1..];
        Tensor? other = Array.Find(rows, tensor => !tensor.shape.AsSpan(1).SequenceEqual(shape));
        if (other is not null)
        {
            throw new AutogradPSException(
                "DatasetShapeMismatch",
                ErrorKind.InvalidData,
                $"Samples of one set have one shape; some are [{string.Join(", ", shape)}], others [{string.Join(", ", other.shape[1..])}].",
                other);
        }

        return rows;
    }

    private static Tensor AsRows(Tensor tensor) => TensorCheck.Usable(tensor, "InputObject").Dimensions switch
    {
        0 => tensor.reshape(1, 1),
        1 => tensor.unsqueeze(0),
        _ => tensor,
    };
}
