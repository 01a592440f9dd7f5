using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>
/// The operators of a script, as PyTorch's: the same nodes in the graph, and errors with an id. At least one side is a tensor; the
/// other is whatever the script wrote.
/// </summary>
public static class ScriptOperators
{
    /// <summary><c>left + right</c>.</summary>
    public static object? Add(object? left, object? right) => Either("add", "+", left, right);

    /// <summary><c>left * right</c>.</summary>
    public static object? Multiply(object? left, object? right) => Either("mul", "*", left, right);

    /// <summary><c>left - right</c>; PowerShell writes <c>-x</c> as <c>0 - x</c>.</summary>
    public static object? Subtract(object? left, object? right) => (left, right) switch
    {
        (Tensor x, _) => ScriptCall.Method("sub", x, Operand("-", right)),
        (0, Tensor x) => ScriptCall.Method("neg", x),
        _ => ScriptCall.Function("torch", "rsub", right, Operand("-", left)),
    };

    /// <summary><c>left / right</c>; of a number as PyTorch's, the reciprocal times the number.</summary>
    public static object? Divide(object? left, object? right)
    {
        if (left is Tensor x) return ScriptCall.Method("div", x, Operand("/", right));
        using var reciprocal = (Tensor)ScriptCall.Method("reciprocal", right!)!;
        return ScriptCall.Method("mul", reciprocal, Operand("/", left));
    }

    /// <summary><c>left % right</c>, with the sign of the right side.</summary>
    public static object? Remainder(object? left, object? right)
    {
        if (left is Tensor x) return ScriptCall.Method("remainder", x, Operand("%", right));
        using var number = (Tensor)ScriptCall.Function("torch", "tensor", Operand("%", left))!;
        return ScriptCall.Method("remainder", number, right);
    }

    private static object? Either(string name, string sign, object? left, object? right) =>
        left is Tensor x ? ScriptCall.Method(name, x, Operand(sign, right)) : ScriptCall.Method(name, right!, Operand(sign, left));

    private static object Operand(string sign, object? value) => value is Tensor or Half or IConvertible and not (string or char or Enum or DateTime) ? value
        : throw new AutogradPSException("InvalidOperand", ErrorKind.InvalidArgument,
            $"A tensor has a tensor or a number on the other side of {sign}, not {(value is null ? "$null" : value is string s ? $"'{s}'" : $"a {value.GetType().Name}")}. New-Tensor makes a tensor of numbers.", value);
}
