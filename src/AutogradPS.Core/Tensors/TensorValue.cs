using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>The numbers of a tensor as .NET values: <c>item()</c> and <c>tolist()</c>.</summary>
public static class TensorValue
{
    /// <summary>The one number of a tensor with one element: float, double, long, int, ..., bool.</summary>
    /// <exception cref="AutogradPSException">NotAScalar, TensorDisposed.</exception>
    public static object Item(Tensor tensor)
    {
        TensorCheck.Usable(tensor, "Tensor");
        if (tensor.numel() != 1)
            throw new AutogradPSException("NotAScalar", ErrorKind.InvalidArgument,
                $"A tensor with {tensor.numel()} elements cannot be converted to one number. Use .tolist() or ConvertFrom-Tensor, or reduce it with .sum() or .mean().", tensor);
        using var scope = NewDisposeScope();
        Tensor host = tensor.detach().cpu();
        return Flat(host).GetValue(0)!;
    }

    /// <summary>A number for a scalar, otherwise arrays within arrays (typed at the innermost level).</summary>
    public static object ToList(Tensor tensor)
    {
        TensorCheck.Usable(tensor, "Tensor");
        if (tensor.dim() == 0) return Item(tensor);
        using var scope = NewDisposeScope();
        Tensor host = tensor.detach().cpu().contiguous();
        Array flat = Flat(host);
        int at = 0;
        return Nest(flat, host.shape, 0, ref at);
    }

    private static object Nest(Array flat, long[] shape, int depth, ref int at)
    {
        int length = checked((int)shape[depth]);
        if (depth == shape.Length - 1)
        {
            Array row = Array.CreateInstance(flat.GetType().GetElementType()!, length);
            Array.Copy(flat, at, row, 0, length);
            at += length;
            return row;
        }
        var rows = new object[length];
        for (int i = 0; i < length; i++) rows[i] = Nest(flat, shape, depth + 1, ref at);
        return rows;
    }

    private static Array Flat(Tensor host)
    {
        using var scope = NewDisposeScope();
        Tensor flat = host.contiguous().reshape(-1);
        return flat.dtype switch
        {
            ScalarType.Float32 => flat.data<float>().ToArray(),
            ScalarType.Float64 => flat.data<double>().ToArray(),
            ScalarType.Float16 or ScalarType.BFloat16 => flat.to(float32).data<float>().ToArray(),
            ScalarType.Int64 => flat.data<long>().ToArray(),
            ScalarType.Int32 => flat.data<int>().ToArray(),
            ScalarType.Int16 => flat.data<short>().ToArray(),
            ScalarType.Int8 => flat.data<sbyte>().ToArray(),
            ScalarType.Byte => flat.data<byte>().ToArray(),
            ScalarType.Bool => flat.data<bool>().ToArray(),
            ScalarType.ComplexFloat32 => flat.to(complex128).data<System.Numerics.Complex>().ToArray(),
            ScalarType.ComplexFloat64 => flat.data<System.Numerics.Complex>().ToArray(),
            _ => throw new AutogradPSException("InvalidDType", ErrorKind.NotSupported, $"Values of dtype {flat.dtype} have no .NET counterpart. Convert with .to('float32').", flat.dtype),
        };
    }
}
