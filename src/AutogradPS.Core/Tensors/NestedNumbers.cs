using System.Collections;
using System.Globalization;
using AutogradPS.Errors;

namespace AutogradPS.Tensors;

/// <summary>A nested sequence of numbers, flattened in row-major order together with its shape.</summary>
public sealed class NestedNumbers
{
    private const int MostDimensions = 64;

    private readonly List<object> _values = [];
    private readonly List<long> _shape = [];
    private bool _integers = true;

    /// <summary>The length of each level of nesting; empty for a single number.</summary>
    public long[] Shape => [.. _shape];

    /// <summary>True when every value is an integer or a boolean.</summary>
    public bool AllIntegers => _integers && _values.Count > 0;

    /// <summary>What <c>torch.tensor</c> would make of the values.</summary>
    public TorchSharp.torch.ScalarType DType => !AllIntegers ? TorchSharp.torch.ScalarType.Float32
        : _values.TrueForAll(v => v is bool) ? TorchSharp.torch.ScalarType.Bool : TorchSharp.torch.ScalarType.Int64;

    /// <summary>Unwraps what a host language puts around its values; set by the cmdlets for PowerShell's PSObject.</summary>
    public static Func<object?, object?> Unwrap { get; set; } = value => value;

    /// <summary>Reads a number, an array of any rank, or sequences within sequences.</summary>
    /// <exception cref="AutogradPSException">RaggedArray or InvalidTensorValue.</exception>
    public static NestedNumbers Read(object? data)
    {
        var numbers = new NestedNumbers();
        numbers.Add(data, 0);
        if (numbers._values.Count == 0 && numbers._shape.Count == 0) numbers._shape.Add(0);
        return numbers;
    }

    public long[] Integers() => [.. _values.Select(v => v is bool b ? (b ? 1L : 0L) : Convert.ToInt64(v, CultureInfo.InvariantCulture))];

    public double[] Doubles() => [.. _values.Select(v => v is bool b ? (b ? 1.0 : 0.0) : v is Half h ? (double)h : Convert.ToDouble(v, CultureInfo.InvariantCulture))];

    /// <summary>Refuses values that a dtype of integers does not hold; as in PyTorch, unsigned ones take a minus.</summary>
    /// <exception cref="AutogradPSException">InvalidTensorValue.</exception>
    public void CheckFit(TorchSharp.torch.ScalarType dtype)
    {
        (double Least, double Beyond)? range = dtype switch
        {
            TorchSharp.torch.ScalarType.Byte => (-256, 256),
            TorchSharp.torch.ScalarType.Int8 => (-129, 128),
            TorchSharp.torch.ScalarType.Int16 => (short.MinValue - 1.0, short.MaxValue + 1.0),
            TorchSharp.torch.ScalarType.Int32 => (int.MinValue - 1.0, int.MaxValue + 1.0),
            TorchSharp.torch.ScalarType.Int64 when !AllIntegers => (-9223372036854777856.0, 9223372036854775808.0), // the number below the least
            _ => null,
        };
        if (range is not var (least, beyond)) return;
        int wrong = Array.FindIndex(Doubles(), value => !(value > least && value < beyond));
        if (wrong >= 0)
            throw new AutogradPSException("InvalidTensorValue", ErrorKind.InvalidArgument,
                FormattableString.Invariant($"{_values[wrong]} does not fit into {DTypes.Name(dtype)}. Use a dtype that holds it, such as float64, or convert with .to('{DTypes.Name(dtype)}'), which wraps around."), _values[wrong]);
    }

    private void Add(object? data, int depth)
    {
        if (depth > MostDimensions)
            throw new AutogradPSException("TooManyDimensions", ErrorKind.LimitsExceeded,
                $"The values are nested more than {MostDimensions} deep; libtorch's tensors have no more dimensions. An array that holds itself has no end.");
        data = Unwrap(data);
        switch (data)
        {
            case TorchSharp.torch.Tensor tensor:
                TensorCheck.Usable(tensor, "Value");
                AddTensor(tensor, depth);
                break;
            case string text:
                AddText(text, depth);
                break;
            case Array { Rank: > 1 } block:
                for (int d = 0; d < block.Rank; d++) Level(depth + d, block.GetLength(d));
                foreach (object? value in block) AddValue(value, depth + block.Rank);
                break;
            case IEnumerable items and not IDictionary:
                AddSequence(items, depth);
                break;
            default:
                AddValue(data, depth);
                break;
        }
    }

    private void AddSequence(IEnumerable items, int depth)
    {
        object?[] list = [.. items.Cast<object?>()];
        Level(depth, list.Length);
        foreach (object? item in list) Add(item, depth + 1);
    }

    private void AddTensor(TorchSharp.torch.Tensor tensor, int depth)
    {
        long[] shape = tensor.shape;
        for (int d = 0; d < shape.Length; d++) Level(depth + d, shape[d]);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var flat = tensor.detach().to(TorchSharp.torch.float64).cpu().reshape(-1);
        foreach (double value in flat.data<double>().ToArray()) AddValue(value, depth + shape.Length);
    }

    private void AddText(string text, int depth)
    {
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long integer)) AddValue(integer, depth);
        else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) AddValue(number, depth);
        else throw NotANumber(text);
    }

    private void AddValue(object? value, int depth)
    {
        value = Unwrap(value);
        if (depth != _shape.Count && !(_values.Count == 0 && _shape.Count == 0)) throw Ragged($"a number at depth {depth} where others lie at depth {_shape.Count}");
        switch (value)
        {
            case bool or sbyte or byte or short or ushort or int or uint or long or char:
                break;
            case ulong or float or double or decimal or Half:
                _integers = false;
                break;
            case System.Numerics.BigInteger big:
                value = (double)big;
                _integers = false;
                break;
            default:
                throw NotANumber(value);
        }
        _values.Add(value);
    }

    private void Level(int depth, long length)
    {
        if (depth == _shape.Count && _values.Count == 0) _shape.Add(length);
        else if (depth >= _shape.Count) throw Ragged($"a sequence at depth {depth} where others have a number");
        else if (_shape[depth] != length) throw Ragged($"sequences of length {_shape[depth]} and {length} at depth {depth}");
    }

    private static AutogradPSException Ragged(string what) => new("RaggedArray", ErrorKind.InvalidArgument,
        $"The values do not form a rectangular block: {what}. Give every row the same length.");

    private static AutogradPSException NotANumber(object? value) => new("InvalidTensorValue", ErrorKind.InvalidArgument,
        value is null ? "A $null is not a number. Give numbers, or nested arrays of numbers."
        : $"'{value}' ({value.GetType().Name}) is not a number. Give numbers, or nested arrays of numbers.", value);
}
