using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>Checks grad_outputs against their outputs before libtorch sees them, as PyTorch's Python layer does.</summary>
internal static class GradOutputs
{
    /// <summary>One vector an output: those given, and ones for a scalar output without one.</summary>
    public static Tensor[] For(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor?>? given)
    {
        CheckCount(outputs, given);
        return [.. outputs.Select((output, i) => given?[i] is { } vector ? Checked(vector, output, i, output.shape, "") : OnesForScalar(output, i))];
    }

    /// <summary>One batch of vectors an output, all with the same first dimension.</summary>
    public static Tensor[] ForBatch(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor?>? given)
    {
        if (given is null || given.Any(g => g is null))
            throw new AutogradPSException("GradOutputsRequired", ErrorKind.InvalidArgument,
                "-IsGradsBatched needs -GradOutputs: one tensor an output, with a first dimension for the batch.", given);
        CheckCount(outputs, given);
        long count = given[0]!.dim() > 0 ? given[0]!.shape[0] : 0;
        if (count == 0)
            throw new AutogradPSException("GradOutputsShapeMismatch", ErrorKind.InvalidArgument,
                "-IsGradsBatched needs a first dimension of one or more in each of -GradOutputs.", given[0]);
        return [.. outputs.Select((output, i) => Checked(given[i]!, output, i, [count, .. output.shape], ", after the batch dimension,"))];
    }

    private static void CheckCount(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor?>? given)
    {
        if (given is not null && given.Count != outputs.Count)
            throw new AutogradPSException("GradOutputsCount", ErrorKind.InvalidArgument,
                $"-GradOutputs has {given.Count} entries for {outputs.Count} outputs. Give one an output ($null for a scalar output means ones).", given);
    }

    private static Tensor OnesForScalar(Tensor output, int index) => output.numel() == 1 ? ones_like(output)
        : throw new AutogradPSException("GradOutputsRequired", ErrorKind.InvalidArgument,
            $"grad can be implicitly created only for scalar outputs, but output {index} has shape {Text(output.shape)}. "
            + "Pass -GradOutputs with a tensor of that shape (ones for a plain sum of the outputs), or reduce the output with .sum() or .mean().", output);

    private static Tensor Checked(Tensor vector, Tensor output, int index, long[] shape, string where)
    {
        Tensors.TensorCheck.Usable(vector, "GradOutputs");
        if (!vector.shape.SequenceEqual(shape))
            throw new AutogradPSException("GradOutputsShapeMismatch", ErrorKind.InvalidArgument,
                $"Mismatch in shape: grad_output[{index}] has shape {Text(vector.shape)} and output[{index}]{where} has shape {Text(output.shape)}. "
                + "Give a tensor of the output's shape.", vector);
        if (vector.is_complex() != output.is_complex())
            throw new AutogradPSException("GradOutputsDType", ErrorKind.InvalidArgument,
                $"grad_output[{index}] is {vector.dtype} and output[{index}] is {output.dtype}: both must be real or both complex.", vector);
        if (!vector.is_floating_point() && !vector.is_complex())
            throw new AutogradPSException("GradOutputsDType", ErrorKind.InvalidArgument,
                $"grad_output[{index}] is {vector.dtype}; gradients are floating point. Convert it with .to('{output.dtype.ToString().ToLowerInvariant()}').", vector);
        return vector;
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
