using System.Collections;
using System.Globalization;
using AutogradPS.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>
/// How a value that a script writes becomes an argument of TorchSharp, in Python's spirit: a number is a Scalar before it is a
/// Tensor, a word names a dtype or a device, an array is a list, and nothing becomes a boolean or an enum by accident.
/// </summary>
internal static class ArgumentConversion
{
    /// <summary>The cost of a conversion; lower wins, null where there is none.</summary>
    public static int? Cost(object? value, Type target)
    {
        Type plain = Nullable.GetUnderlyingType(target) ?? target;
        if (value is null) return target.IsValueType && plain == target ? null : 0;
        if (plain == typeof(Scalar)) return value is Scalar ? 0 : IsNumber(value) ? 1 : null;
        if (plain == typeof(Tensor)) return value is Tensor ? 0 : IsNumber(value) ? 4 : null;
        if (plain.IsInstanceOfType(value)) return plain == typeof(object) ? 9 : 0;
        if (plain == typeof(bool)) return null;
        if (plain == typeof(Parameter)) return value is Tensor ? 2 : null;
        if (plain == typeof(long) || plain == typeof(int) || plain == typeof(ulong)) return IsInteger(value) ? (plain == typeof(long) ? 1 : 2) : null;
        if (plain == typeof(double) || plain == typeof(float)) return IsNumber(value) && value is not bool ? (IsInteger(value) ? 3 : plain == typeof(double) ? 1 : 2) : null;
        if (plain == typeof(Device)) return value is DeviceType || value is string word && Devices.IsName(word) ? 1 : null;
        if (plain.IsEnum) return value is string member && TryEnum(member, plain, out _) ? 1 : null;
        if (plain == typeof(torch.Size)) return IsListOf(value, typeof(long)) ? 2 : null;
        if (IsTuple(plain)) return IsTupleOf(value, plain.GetGenericArguments()) ? 2 : IsInteger(value) && Array.TrueForAll(plain.GetGenericArguments(), a => a == typeof(long)) ? 5 : null;
        if (plain == typeof(Dictionary<string, Tensor>)) return value is IDictionary table && table.Values.Cast<object?>().All(item => NestedNumbers.Unwrap(item) is Tensor) ? 2 : null;
        if (ElementType(plain) is not { } element) return null;
        // One number where PyTorch takes a number or a list of them: stride=2, dim=1, scale_factor=2.
        return IsListOf(value, element) ? 2 : IsOneOf(value, element) ? 5 : null;
    }

    /// <summary>The converted value; only for conversions that have a cost.</summary>
    /// <param name="value">What the script wrote.</param>
    /// <param name="target">The parameter's type.</param>
    /// <param name="made">Receives the native objects that were made for the call.</param>
    public static object? Convert(object? value, Type target, ICollection<IDisposable> made)
    {
        Type plain = Nullable.GetUnderlyingType(target) ?? target;
        if (value is null) return null;
        if (plain == typeof(Scalar)) return value as Scalar ?? Made(ToScalar(value), made);
        if (plain == typeof(Tensor) && value is not Tensor) return Made(ToTensor(value), made);
        if (plain.IsInstanceOfType(value)) return value;
        if (plain == typeof(Device)) return value is string name ? Devices.Parse(name) : new Device((DeviceType)value);
        if (plain.IsEnum) return TryEnum((string)value, plain, out object? member) ? member : throw new InvalidCastException();
        if (plain == typeof(torch.Size)) return new torch.Size((long[])ToArray(value, typeof(long), made));
        if (plain == typeof(Parameter)) return SafeNetworks.AsParameter((Tensor)value);
        if (plain == typeof(Dictionary<string, Tensor>)) return ((IDictionary)value).Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => (Tensor)Unwrapped(entry.Value)!);
        if (IsTuple(plain)) return ToTuple(value, plain, made);
        if (ElementType(plain) is { } element) return ToArray(IsOneOf(value, element) ? new[] { value } : value, element, made);
        return System.Convert.ChangeType(value, plain, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a value is an integer that a long holds.</summary>
    public static bool IsInteger(object value) => value is sbyte or byte or short or ushort or int or uint or long;

    /// <summary>Whether a value is a number, or a bool, which stands for one.</summary>
    public static bool IsNumber(object value) => IsInteger(value) || value is ulong or float or double or decimal or Half or bool;

    private static bool IsOneOf(object value, Type element) => element == typeof(long) ? IsInteger(value) : element == typeof(double) && IsNumber(value) && value is not bool;

    private static Scalar ToScalar(object value) => value switch
    {
        bool b => b,
        float or double or decimal or Half or ulong => System.Convert.ToDouble(value is Half h ? (double)h : value, CultureInfo.InvariantCulture),
        _ => System.Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };

    // As PyTorch wraps a Python number: without dimensions, in the default dtype of its kind. TorchSharp's tensor(bool) loses a copy.
    private static Tensor ToTensor(object value) => value switch
    {
        bool b => b ? ones([], ScalarType.Bool) : zeros([], ScalarType.Bool),
        float or double or decimal or Half or ulong => tensor(System.Convert.ToSingle(value is Half h ? (float)h : value, CultureInfo.InvariantCulture)),
        _ => tensor(System.Convert.ToInt64(value, CultureInfo.InvariantCulture)),
    };

    private static bool TryEnum(string word, Type type, out object? member)
    {
        if (type == typeof(ScalarType) && DTypes.TryParse(word, out ScalarType dtype))
        {
            member = dtype;
            return true;
        }
        member = null;
        // PyTorch's fan_in is TorchSharp's FanIn.
        return !char.IsAsciiDigit(word.FirstOrDefault('0')) && (Enum.TryParse(type, word, ignoreCase: true, out member) || Enum.TryParse(type, word.Replace("_", ""), ignoreCase: true, out member));
    }

    /// <summary>The element type of an array or of a list interface that an array implements; null for anything else.</summary>
    public static Type? ElementType(Type type) =>
        type.IsArray && type.GetArrayRank() == 1 ? type.GetElementType()
        : type.IsGenericType && type.IsInterface && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var element] && type.IsAssignableFrom(element.MakeArrayType()) ? element
        : null;

    private static bool IsListOf(object value, Type element) =>
        value is IEnumerable items and not string and not IDictionary and not Tensor && items.Cast<object?>().Select(Unwrapped).All(item => Cost(item, element) is not null);

    private static bool IsTuple(Type type) => type.IsGenericType && type.IsValueType && type.IsAssignableTo(typeof(System.Runtime.CompilerServices.ITuple));

    private static bool IsTupleOf(object value, Type[] elements) => IsListOf(value, typeof(object))
        && ((IEnumerable)value).Cast<object?>().Select(Unwrapped).ToArray() is var items && items.Length == elements.Length
        && items.Zip(elements).All(pair => Cost(pair.First, pair.Second) is not null);

    private static object ToTuple(object value, Type type, ICollection<IDisposable> made) =>
        Activator.CreateInstance(type, [.. (value as IEnumerable ?? Enumerable.Repeat(value, type.GetGenericArguments().Length)).Cast<object?>().Select(Unwrapped).Zip(type.GetGenericArguments()).Select(pair => Convert(pair.First, pair.Second, made))])!;

    private static T Made<T>(T value, ICollection<IDisposable> made) where T : IDisposable
    {
        made.Add(value);
        return value;
    }

    private static Array ToArray(object value, Type element, ICollection<IDisposable> made)
    {
        object?[] items = [.. ((IEnumerable)value).Cast<object?>().Select(Unwrapped)];
        Array array = Array.CreateInstance(element, items.Length);
        for (int i = 0; i < items.Length; i++) array.SetValue(Convert(items[i], element, made), i);
        return array;
    }

    private static object? Unwrapped(object? value) => NestedNumbers.Unwrap(value);
}
