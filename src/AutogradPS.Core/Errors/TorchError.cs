using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace AutogradPS.Errors;

/// <summary>Turns an exception of libtorch into one of ours: the id that a script can rely on, PyTorch's own words, and advice.</summary>
public static partial class TorchError
{
    private sealed record Rule(string Pattern, string ErrorId, ErrorKind Kind, string? Advice = null);

    // First match wins. The patterns are phrases of PyTorch's messages, stable over its releases.
    private static readonly Rule[] Rules =
    [
        new("does not require grad and does not have a grad_fn", "RequiresGradMissing", ErrorKind.InvalidOperation,
            "Create the inputs with -RequiresGrad (or call .requires_grad_()) before computing the outputs, and not inside Invoke-NoGrad."),
        new("does not require grad", "RequiresGradMissing", ErrorKind.InvalidOperation,
            "Create the inputs with -RequiresGrad (or call .requires_grad_()) before computing the outputs from them."),
        new("backward through the graph a second time", "GraphFreed", ErrorKind.InvalidOperation,
            "Pass -RetainGraph to the first call, or compute the outputs again."),
        new("grad can be implicitly created only for scalar outputs", "GradOutputsRequired", ErrorKind.InvalidArgument,
            "Pass -GradOutputs with a tensor of the output's shape (ones for a plain sum of the outputs), or reduce the output with .sum() or .mean()."),
        new("appears to not have been used in the graph", "InputNotUsed", ErrorKind.InvalidOperation,
            "Pass -AllowUnused to get $null for it (or -MaterializeGrads for zeros), or compute the outputs from this input."),
        new("returned nan values in its", "AnomalyDetected", ErrorKind.InvalidResult,
            "The operation named here made the first NaN in the backward pass: look for 0/0, log(0), sqrt at 0 or an overflow in it."),
        new("only Tensors of floating point", "RequiresGradDType", ErrorKind.InvalidArgument,
            "Use a floating dtype such as float32 or float64."),
        new("can only require gradients", "RequiresGradDType", ErrorKind.InvalidArgument, "Use a floating dtype such as float32 or float64."),
        new("modified by an inplace operation", "InPlaceModification", ErrorKind.InvalidOperation,
            "An in-place call (a name ending in _) changed a value that the gradient needs: use the call without the underscore."),
        new("a leaf Variable that requires grad is being used in an in-place operation", "InPlaceOnLeaf", ErrorKind.InvalidOperation,
            "Change leaves inside Invoke-NoGrad { }, or use the call without the underscore."),
        new("Inference tensors cannot", "InferenceTensor", ErrorKind.InvalidOperation,
            "Compute the tensor outside of the inference mode, or .clone() it."),
        new("Expected all tensors to be on the same device", "DeviceMismatch", ErrorKind.InvalidArgument, "Move them to one device with .to()."),
        new("out of memory", "OutOfMemory", ErrorKind.ResourceUnavailable, "Use a smaller batch or shape, or free tensors with Remove-Tensor."),
        new("can't allocate memory", "OutOfMemory", ErrorKind.ResourceUnavailable, "Use a smaller batch or shape, or free tensors with Remove-Tensor."),
        new("No CUDA GPUs are available", "DeviceNotAvailable", ErrorKind.ResourceUnavailable, "Get-TorchDevice lists the devices of this machine."),
        new("Cannot initialize CUDA", "DeviceNotAvailable", ErrorKind.ResourceUnavailable, "Get-TorchDevice lists the devices of this machine."),
        new("derivative for", "NotDifferentiable", ErrorKind.NotSupported, "PyTorch has no derivative for this operation."),
        new("is not differentiable", "NotDifferentiable", ErrorKind.NotSupported, "PyTorch has no derivative for this operation."),
        new("CUDA is not available", "DeviceNotAvailable", ErrorKind.ResourceUnavailable, "Get-TorchDevice lists the devices of this machine."),
        new("Dimension out of range", "InvalidDimension", ErrorKind.InvalidArgument, "Dimensions count from 0, or from the end with -1."),
        new("dimension specified as", "InvalidDimension", ErrorKind.InvalidArgument, "A tensor of shape [] has no dimensions."),
        new("appears multiple times in the list of dims", "InvalidDimension", ErrorKind.InvalidArgument, "Name each dimension once."),
        new("negative dimension", "InvalidShape", ErrorKind.InvalidArgument, "A size is 0 or more."),
        new("Dimension size must be non-negative", "InvalidShape", ErrorKind.InvalidArgument, "A size is 0 or more."),
        new("invalid shape dimension", "InvalidShape", ErrorKind.InvalidArgument, "A size is 0 or more, or -1 once for what is left."),
        new("only one dimension can be inferred", "InvalidShape", ErrorKind.InvalidArgument, "Use -1 once."),
        new("Storage size calculation overflowed", "InvalidShape", ErrorKind.LimitsExceeded, "Such a tensor does not fit into any memory."),
        new("integer multiplication overflow", "InvalidShape", ErrorKind.LimitsExceeded, "Such a tensor does not fit into any memory."),
        new("is invalid for input of size", "ShapeMismatch", ErrorKind.InvalidArgument, "The number of elements must stay the same; -1 stands for what is left."),
        new("must match the size of tensor b", "ShapeMismatch", ErrorKind.InvalidArgument),
        new("must match the existing size", "ShapeMismatch", ErrorKind.InvalidArgument),
        new("Sizes of tensors must match", "ShapeMismatch", ErrorKind.InvalidArgument),
        new("stack expects each tensor to be equal size", "ShapeMismatch", ErrorKind.InvalidArgument),
        new("cannot be broadcast", "ShapeMismatch", ErrorKind.InvalidArgument),
        new("is out of bounds", "IndexOutOfRange", ErrorKind.InvalidArgument, "Indices count from 0."),
        new("index out of range", "IndexOutOfRange", ErrorKind.InvalidArgument, "Indices count from 0."),
        new("out of range for tensor of size", "IndexOutOfRange", ErrorKind.InvalidArgument, "Indices count from 0."),
        new("not implemented for", "InvalidDType", ErrorKind.InvalidArgument, "Convert with .to('float32') first."),
        new("floating point and complex dtypes", "InvalidDType", ErrorKind.InvalidArgument, "Convert with .to('float32') first."),
        new("floating point or complex dtype", "InvalidDType", ErrorKind.InvalidArgument, "Convert with .to('float32') first."),
        new("could not infer output dtype", "InvalidDType", ErrorKind.InvalidArgument, "Convert with .to('float32') first."),
        new("must have the same dtype", "DTypeMismatch", ErrorKind.InvalidArgument, "Convert one with .to(...)."),
        new("expected scalar type", "DTypeMismatch", ErrorKind.InvalidArgument, "Convert with .to(...)."),
        new("to have the same dtype", "DTypeMismatch", ErrorKind.InvalidArgument, "Convert one with .to(...)."),
        new("can't be cast to the desired output type", "DTypeMismatch", ErrorKind.InvalidArgument, "Use the call without the underscore, or convert first."),
        new("cannot be converted to Scalar", "NotAScalar", ErrorKind.InvalidArgument, "Use .tolist() or ConvertFrom-Tensor, or reduce it with .sum() or .mean()."),
        new("size of tensor a", "ShapeMismatch", ErrorKind.InvalidArgument),
        new("shapes cannot be multiplied", "ShapeMismatch", ErrorKind.InvalidArgument),
        new("size mismatch", "ShapeMismatch", ErrorKind.InvalidArgument),
        new("invalid gradient at index", "GradOutputsShapeMismatch", ErrorKind.InvalidArgument),
        new("Mismatch in shape", "GradOutputsShapeMismatch", ErrorKind.InvalidArgument),
    ];

    /// <summary>True for what TorchSharp throws, whether libtorch said it or TorchSharp itself.</summary>
    public static bool IsTorch(Exception exception) =>
        exception is ExternalException || exception.TargetSite?.DeclaringType?.Assembly == typeof(TorchSharp.torch).Assembly;

    /// <summary>The error that a user sees for an exception of TorchSharp or libtorch.</summary>
    public static AutogradPSException From(Exception exception, object? target = null)
    {
        if (exception is AutogradPSException ours) return ours;
        string message = Core(exception.Message);
        if (exception is InvalidOperationException && message.Contains("empty handle", StringComparison.Ordinal))
            return new AutogradPSException("TensorDisposed", ErrorKind.InvalidOperation,
                "A tensor in this call has been disposed (Remove-Tensor or .Dispose()). Create it again.", target, exception);
        if (Rules.FirstOrDefault(r => message.Contains(r.Pattern, StringComparison.OrdinalIgnoreCase)) is { } rule)
            return new AutogradPSException(rule.ErrorId, rule.Kind, rule.Advice is null ? message : $"{message.TrimEnd('.')}. {rule.Advice}", target, exception);
        (string id, ErrorKind kind, string says) = exception switch
        {
            NullReferenceException or ArgumentNullException => ("ArgumentMissing", ErrorKind.InvalidArgument, "There is a $null among the arguments where the call needs a value."),
            ObjectDisposedException => ("ObjectDisposed", ErrorKind.InvalidOperation, $"This {target?.GetType().Name ?? "object"}, or an argument, has been disposed. Create it again."),
            NotImplementedException or NotSupportedException => ("NotSupported", ErrorKind.NotSupported, message),
            OutOfMemoryException => ("OutOfMemory", ErrorKind.ResourceUnavailable, "There is not enough memory. Use a smaller batch or shape, or free tensors with Remove-Tensor."),
            IndexOutOfRangeException => ("InvalidArgument", ErrorKind.InvalidArgument, $"The shapes or numbers of the arguments do not fit this call: {message}"),
            IOException or UnauthorizedAccessException => ("FileNotAccessible", ErrorKind.ReadError, message),
            ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException or RankException or DivideByZeroException
                => ("InvalidArgument", ErrorKind.InvalidArgument, message),
            _ => ("TorchOperationFailed", ErrorKind.InvalidOperation, message),
        };
        return new AutogradPSException(id, kind, says, target, exception);
    }

    /// <summary>PyTorch's sentence, without TorchScript's traceback before it and C++'s stack after it.</summary>
    private static string Core(string message)
    {
        const string marker = "RuntimeError: ";
        int at = message.LastIndexOf(marker, StringComparison.Ordinal);
        if (at >= 0) message = message[(at + marker.Length)..];
        foreach (string stack in (string[])["\nException raised from", "\nframe #"])
        {
            int frames = message.IndexOf(stack, StringComparison.Ordinal);
            if (frames >= 0) message = message[..frames];
        }
        return ElementOf().Replace(Enforced().Replace(message, ""), "element $1 of").Trim();
    }

    // Where in libtorch a check failed, and which.
    [GeneratedRegex(@"^\[enforce fail at [^\]]*\] [^.]*\. ")]
    private static partial Regex Enforced();

    // Some of PyTorch's releases forget the space.
    [GeneratedRegex("element ([0-9]+)of")]
    private static partial Regex ElementOf();
}
