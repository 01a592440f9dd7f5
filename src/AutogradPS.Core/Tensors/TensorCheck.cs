using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>Refuses missing and disposed tensors before they reach libtorch.</summary>
public static class TensorCheck
{
    /// <summary>The tensor, if it can be used.</summary>
    /// <exception cref="AutogradPSException">TensorMissing for null, TensorDisposed for a disposed one.</exception>
    public static Tensor Usable(Tensor? tensor, string parameter)
    {
        if (tensor is null)
            throw new AutogradPSException("TensorMissing", ErrorKind.InvalidArgument, $"-{parameter} has a $null where a tensor is needed.");
        return tensor.IsInvalid ? throw Disposed($"of -{parameter}", tensor) : tensor;
    }

    /// <summary>The tensor of a call by one of PyTorch's names, if it can be used.</summary>
    /// <exception cref="AutogradPSException">TensorDisposed.</exception>
    public static Tensor InCall(Tensor tensor) => tensor.IsInvalid ? throw Disposed("in this call", tensor) : tensor;

    /// <summary>Refuses an empty list and any unusable tensor in it.</summary>
    public static void NotEmpty(IReadOnlyList<Tensor?> tensors, string parameter)
    {
        if (tensors is null || tensors.Count == 0)
            throw new AutogradPSException("TensorMissing", ErrorKind.InvalidArgument, $"-{parameter} needs at least one tensor.");
        foreach (Tensor? tensor in tensors) Usable(tensor, parameter);
    }

    private static AutogradPSException Disposed(string where, Tensor tensor) => new("TensorDisposed", ErrorKind.InvalidOperation,
        $"A tensor {where} has been disposed (Remove-Tensor or .Dispose()). Create it again.", tensor);
}
