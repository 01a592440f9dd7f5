using AutogradPS.Errors;
using AutogradPS.Scripting;

namespace AutogradPS.Cmdlets.Members;

/// <summary>What PowerShell finds for an operator with a tensor, in place of TorchSharp's; <see cref="EngineMethods"/> puts it there.</summary>
#pragma warning disable IDE1006, CA1707 // .NET's names of operators
public static class TensorOperators
{
    /// <summary>left + right</summary>
    public static object? op_Addition(object? left, object? right) => Guarded(ScriptOperators.Add, left, right);

    /// <summary>left - right, and -right</summary>
    public static object? op_Subtraction(object? left, object? right) => Guarded(ScriptOperators.Subtract, left, right);

    /// <summary>left * right</summary>
    public static object? op_Multiply(object? left, object? right) => Guarded(ScriptOperators.Multiply, left, right);

    /// <summary>left / right</summary>
    public static object? op_Division(object? left, object? right) => Guarded(ScriptOperators.Divide, left, right);

    /// <summary>left % right</summary>
    public static object? op_Modulus(object? left, object? right) => Guarded(ScriptOperators.Remainder, left, right);

    private static object? Guarded(Func<object?, object?, object?> compute, object? left, object? right)
    {
        try
        {
            return compute(left, right);
        }
        catch (AutogradPSException e)
        {
            throw new ScriptCallException(e);
        }
    }
}
