using AutogradPS.Errors;
using AutogradPS.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>Makes tensors out of numbers and nested sequences of numbers, as <c>torch.tensor</c> does out of Python lists.</summary>
public static class TensorFactory
{
    /// <summary>A new leaf tensor of the numbers in <paramref name="data"/>.</summary>
    /// <param name="data">A number, a boolean, an array of any rank, or arrays within arrays, all of one shape.</param>
    /// <param name="dtype">The tensor's dtype; values are converted to it.</param>
    /// <param name="device">Where it lies; null for the CPU.</param>
    /// <exception cref="AutogradPSException">RaggedArray, InvalidTensorValue, DeviceNotAvailable.</exception>
    public static Tensor FromData(object? data, ScalarType dtype = ScalarType.Float32, Device? device = null)
    {
        TorchRuntime.EnsureLoaded();
        if (data is Tensor source) return TensorCheck.Usable(source, "Value").detach().to(dtype, device ?? source.device, copy: true);
        NestedNumbers numbers = NestedNumbers.Read(data);
        numbers.CheckFit(dtype);
        // Integers beyond 2^53 are exact only when they never pass through a double.
        using Tensor flat = numbers.AllIntegers ? tensor(numbers.Integers()) : tensor(numbers.Doubles());
        using Tensor shaped = flat.reshape(numbers.Shape);
        return shaped.to(dtype, device ?? CPU, copy: true);
    }

    /// <summary>The dtype that <c>torch.tensor</c> gives to data: int64 for integers, bool for booleans, float32 for everything else.</summary>
    public static ScalarType InferDType(object? data) => data is Tensor t ? t.dtype : NestedNumbers.Read(data).DType;

    /// <summary>A tensor of a shape, filled.</summary>
    /// <param name="fill">With what.</param>
    /// <param name="shape">The dimensions, none negative; empty for a scalar.</param>
    /// <param name="dtype">The dtype; random values need a floating one.</param>
    /// <param name="device">Where it lies.</param>
    /// <param name="value">The value of <see cref="Fill.Full"/>.</param>
    /// <param name="seed">A seed for this tensor alone; null draws from the global generator.</param>
    /// <exception cref="AutogradPSException">InvalidShape, InvalidDType, OutOfMemory.</exception>
    public static Tensor Filled(Fill fill, long[] shape, ScalarType dtype, Device device, double value = 0, long? seed = null)
    {
        TorchRuntime.EnsureLoaded();
        CheckShape(shape, dtype, device);
        if (fill is Fill.Rand or Fill.RandN && dtype is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64
            or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64))
            throw new AutogradPSException("InvalidDType", ErrorKind.InvalidArgument,
                $"Random values need a floating dtype such as float32, not {DTypes.Name(dtype)}.", dtype);
        using Generator? generator = seed is { } s ? DeviceGenerator.Create((ulong)s, device) : null;
        Device drawn = generator?.device ?? device; // the CPU, where the device has no generator
        using Scalar number = value.ToScalar();
        return fill switch
        {
            Fill.Zeros => zeros(shape, dtype, device),
            Fill.Ones => ones(shape, dtype, device),
            Fill.Full => full(shape, number, dtype, device),
            Fill.Rand => DeviceGenerator.Move(UniformTensor.Make(shape, dtype, drawn, generator), device),
            _ => DeviceGenerator.Move(randn(shape, dtype, drawn, generator: generator), device),
        };
    }

    /// <summary>The identity matrix, [rows, rows].</summary>
    public static Tensor Identity(long rows, ScalarType dtype, Device device)
    {
        TorchRuntime.EnsureLoaded();
        CheckShape([rows, rows], dtype, device);
        return eye(rows, rows, dtype, device);
    }

    /// <summary>0, 1, ... up to, not including, the end.</summary>
    public static Tensor Range(double end, ScalarType dtype, Device device)
    {
        TorchRuntime.EnsureLoaded();
        if (!(end >= 0) || end > MaxElements)
            throw new AutogradPSException("InvalidShape", ErrorKind.InvalidArgument, $"The end of a range must be between 0 and {MaxElements}, not {end}.", end);
        CheckMemory(end, [(long)end], dtype, device);
        using Scalar first = 0.ToScalar(), stop = end.ToScalar(), step = 1.ToScalar();
        return arange(first, stop, step, dtype, device);
    }

    private const long MaxElements = 1L << 40;

    private static void CheckShape(long[] shape, ScalarType dtype, Device device)
    {
        if (shape.Any(d => d < 0))
            throw new AutogradPSException("InvalidShape", ErrorKind.InvalidArgument, $"A dimension cannot be negative: [{string.Join(", ", shape)}].", shape);
        double elements = shape.Aggregate(1.0, (n, d) => n * d);
        if (elements > MaxElements)
            throw new AutogradPSException("InvalidShape", ErrorKind.LimitsExceeded, $"A tensor of shape [{string.Join(", ", shape)}] does not fit into any memory.", shape);
        CheckMemory(elements, shape, dtype, device);
    }

    /// <summary>Refuses what is larger than the free memory: the system promises more than it has, and ends the process that takes it at its word.</summary>
    /// <param name="elements">How many there are.</param>
    /// <param name="shape">The shape, for the error.</param>
    /// <param name="dtype">Of the elements.</param>
    /// <param name="device">Where they go; only the CPU's memory is looked at.</param>
    /// <exception cref="AutogradPSException">OutOfMemory.</exception>
    internal static void CheckMemory(double elements, long[] shape, ScalarType dtype, Device device)
    {
        const double much = 1 << 30;
        double bytes = elements * dtype.ElementSize();
        if (device.type != DeviceType.CPU || bytes < much) return;
        long free = FreeMemory.Bytes;
        if (bytes < free) return;
        throw new AutogradPSException("OutOfMemory", ErrorKind.ResourceUnavailable, FormattableString.Invariant(
            $"A tensor of shape [{string.Join(", ", shape)}] takes {bytes / much:N1} GiB, and {free / much:N1} are free. Use a smaller shape, or free tensors with Remove-Tensor."), shape);
    }

    /// <summary>Refuses a dtype that cannot carry gradients, and marks the tensor otherwise.</summary>
    /// <exception cref="AutogradPSException">RequiresGradDType.</exception>
    public static Tensor WithGrad(Tensor tensor, bool requiresGrad)
    {
        if (!requiresGrad) return tensor;
        if (!tensor.is_floating_point() && !tensor.is_complex())
        {
            string dtype = DTypes.Name(tensor.dtype);
            tensor.Dispose();
            throw new AutogradPSException("RequiresGradDType", ErrorKind.InvalidArgument,
                $"Only tensors of floating point and complex dtype can require gradients, not {dtype}. Use -DType float32 or float64.", dtype);
        }
        return tensor.requires_grad_(true);
    }
}
