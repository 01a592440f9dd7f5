using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>Checks grad_outputs against their outputs before libtorch sees them, as PyTorch's Python layer does.</summary>
internal static class GradOutputs
{
    /// <summary>One vector an output: those given, and ones for a real scalar output without one.</summary>
    public static Tensor[] For(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor?>? given, string parameter = "GradOutputs")
    {
        CheckCount(outputs, given, parameter);
        var vectors = new Tensor[outputs.Count];
        for (int i = 0; i < vectors.Length; i++)
            vectors[i] = given?[i] is { } vector ? Checked(vector, outputs[i], i, outputs[i].shape, parameter) : OnesForScalar(outputs[i], i, parameter);
        return vectors;
    }

    /// <summary>One batch of vectors an output, all with the same first dimension.</summary>
    public static Tensor[] ForBatch(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor?>? given)
    {
        const string parameter = "GradOutputs";
        if (given is null || given.Any(g => g is null))
            throw new AutogradPSException("GradOutputsRequired", ErrorKind.InvalidArgument,
                "-IsGradsBatched needs -GradOutputs: one tensor an output, with a first dimension for the batch.", outputs[0]);
        CheckCount(outputs, given, parameter);
        TensorCheck.Usable(given[0], parameter);
        long count = given[0]!.dim() > 0 ? given[0]!.shape[0] : 0;
        if (count == 0)
            throw new AutogradPSException("GradOutputsShapeMismatch", ErrorKind.InvalidArgument,
                "-IsGradsBatched needs a first dimension of one or more in each of -GradOutputs.", given[0]);
        return [.. outputs.Select((output, i) => Checked(given[i]!, output, i, [count, .. output.shape], parameter))];
    }

    private static void CheckCount(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor?>? given, string parameter)
    {
        if (given is not null && given.Count != outputs.Count)
            throw new AutogradPSException("GradOutputsCount", ErrorKind.InvalidArgument,
                $"-{parameter} has {given.Count} entries for {outputs.Count} outputs. Give one an output ($null for a scalar output means ones).", given);
    }

    private static Tensor OnesForScalar(Tensor output, int index, string parameter)
    {
        if (output.numel() != 1)
            throw new AutogradPSException("GradOutputsRequired", ErrorKind.InvalidArgument,
                $"grad can be implicitly created only for scalar outputs, but output {index} has shape {TensorText.Shape(output)}. "
                + $"Pass -{parameter} with a tensor of that shape (ones for a plain sum of the outputs), or reduce the output with .sum() or .mean().", output);
        if (output.is_complex())
            throw new AutogradPSException("GradOutputsRequired", ErrorKind.InvalidArgument,
                $"grad can be implicitly created only for real scalar outputs, but output {index} is {DTypes.Name(output.dtype)}. "
                + $"Pass -{parameter} with a tensor of its shape and dtype, or make the output real with .abs() or .real.", output);
        return ones_like(output);
    }

    private static Tensor Checked(Tensor vector, Tensor output, int index, long[] shape, string parameter)
    {
        TensorCheck.Usable(vector, parameter);
        if (!vector.shape.SequenceEqual(shape))
            throw new AutogradPSException("GradOutputsShapeMismatch", ErrorKind.InvalidArgument,
                $"Mismatch in shape: grad_output[{index}] (-{parameter}) has shape {TensorText.Shape(vector)} and output[{index}] has shape {TensorText.Shape(output)}. "
                + $"Give a tensor of shape [{string.Join(", ", shape)}]{(shape.Length > output.dim() ? ": the batch, then the output's shape" : "")}.", vector);
        if (vector.is_complex() != output.is_complex())
            throw new AutogradPSException("GradOutputsDType", ErrorKind.InvalidArgument,
                $"grad_output[{index}] (-{parameter}) is {DTypes.Name(vector.dtype)} and output[{index}] is {DTypes.Name(output.dtype)}: both must be real or both complex.", vector);
        if (!vector.is_floating_point() && !vector.is_complex())
            throw new AutogradPSException("GradOutputsDType", ErrorKind.InvalidArgument,
                $"grad_output[{index}] (-{parameter}) is {DTypes.Name(vector.dtype)}; gradients are floating point. Convert it with .to('{DTypes.Name(output.dtype)}').", vector);
        if (vector.device_type != output.device_type || vector.device_index != output.device_index)
            throw new AutogradPSException("DeviceMismatch", ErrorKind.InvalidArgument,
                $"grad_output[{index}] (-{parameter}) lies on {vector.device} and output[{index}] on {output.device}. Move it with .to('{output.device}').", vector);
        return vector;
    }
}
