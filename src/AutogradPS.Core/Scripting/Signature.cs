using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>The types of positional arguments, where they alone decide which overload a call means: tensors, numbers, booleans and null.</summary>
internal readonly struct Signature : IEquatable<Signature>
{
    private const int Bits = 5, Longest = 12;

    // Five bits an argument, with the count in front.
    private readonly ulong _code;

    private Signature(ulong code) => _code = code;

    /// <summary>The signature, or null where words, lists or others take part, whose content matters too.</summary>
    public static Signature? Of(object?[] arguments)
    {
        if (arguments.Length > Longest) return null;
        ulong code = (ulong)arguments.Length;
        foreach (object? argument in arguments)
        {
            int kind = argument is null ? 0 : argument is Tensor ? 1 : argument is Half ? 2 : argument.GetType().IsEnum ? -1 : Kind(Type.GetTypeCode(argument.GetType()));
            if (kind < 0) return null;
            code = (code << Bits) | (uint)kind;
        }
        return new Signature(code);
    }

    private static int Kind(TypeCode code) => code is >= TypeCode.Boolean and <= TypeCode.Decimal and not TypeCode.Char ? (int)code : -1;

    public bool Equals(Signature other) => _code == other._code;

    public override bool Equals(object? obj) => obj is Signature other && Equals(other);

    public override int GetHashCode() => _code.GetHashCode();
}
