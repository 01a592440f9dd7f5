using AutogradPS.Scripting;

namespace AutogradPS.Cmdlets.Members;

/// <summary>What PowerShell finds for an operator with a tensor, in place of TorchSharp's; <see cref="EngineMethods"/> puts it there.</summary>
/// <remarks>PowerShell wraps whatever an operator throws: our exception is the inner one.</remarks>
#pragma warning disable IDE1006, CA1707 // .NET's names of operators
public static class TensorOperators
{
    /// <summary>left + right</summary>
    public static object? op_Addition(object? left, object? right) => ScriptOperators.Add(left, right);

    /// <summary>left - right, and -right</summary>
    public static object? op_Subtraction(object? left, object? right) => ScriptOperators.Subtract(left, right);

    /// <summary>left * right</summary>
    public static object? op_Multiply(object? left, object? right) => ScriptOperators.Multiply(left, right);

    /// <summary>left / right</summary>
    public static object? op_Division(object? left, object? right) => ScriptOperators.Divide(left, right);

    /// <summary>left % right</summary>
    public static object? op_Modulus(object? left, object? right) => ScriptOperators.Remainder(left, right);
}
