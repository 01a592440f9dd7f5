using System.Collections;
using System.Globalization;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>
/// Python's indices as a method, for what PowerShell's brackets cannot say: <c>$x.index(':', 0)</c> is <c>x[:, 0]</c>, <c>$x.index('1:3')</c>
/// is <c>x[1:3]</c>, <c>$x.index($mask)</c>, <c>$x.index($i, 0)</c>, <c>$x.index('...', $null)</c>.
/// </summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class Indexing
{
    public static Tensor index(Tensor input, params object?[] indices)
    {
        if (indices.Length == 0) throw new AutogradPSException("ArgumentMissing", ErrorKind.InvalidArgument, "index() needs one index or more, such as 0, '1:3', ':' or a tensor.");
        var made = new List<IDisposable>();
        try
        {
            TensorIndex[] parts = [.. indices.Select(i => Part(NestedNumbers.Unwrap(i), made))];
            return input.index(parts);
        }
        finally
        {
            foreach (IDisposable list in made) list.Dispose();
        }
    }

    private static TensorIndex Part(object? index, List<IDisposable> made)
    {
        switch (index)
        {
            case null: return TensorIndex.Null;
            case bool flag: return TensorIndex.Bool(flag);
            case sbyte or byte or short or ushort or int or uint or long: return TensorIndex.Single(Convert.ToInt64(index, CultureInfo.InvariantCulture));
            case "...": return TensorIndex.Ellipsis;
            case string text: return Slice(text);
            case Tensor tensor:
                TensorCheck.Usable(tensor, "index");
                return TensorIndex.Tensor(tensor);
            case IEnumerable list:
                Tensor numbers = SafeOperators.tensor(list);
                made.Add(numbers);
                return TensorIndex.Tensor(numbers);
            default: throw new AutogradPSException("InvalidIndex", ErrorKind.InvalidArgument, $"{index} is no index. Use whole numbers, slices such as '1:3', '...', tensors, lists or $null.", index);
        }
    }

    // start:stop:step, each of them optional.
    private static TensorIndex Slice(string text)
    {
        string[] parts = text.Split(':');
        var numbers = new long?[3];
        bool right = parts.Length is 2 or 3;
        for (int i = 0; right && i < parts.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(parts[i])) continue;
            right = long.TryParse(parts[i], NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long number);
            numbers[i] = number;
        }
        if (!right || numbers[2] is < 1)
            throw new AutogradPSException("InvalidIndex", ErrorKind.InvalidArgument, $"'{text}' is no slice. Write start:stop or start:stop:step as in Python, with a step of 1 or more.", text);
        return TensorIndex.Slice(numbers[0], numbers[1], numbers[2]);
    }
}
