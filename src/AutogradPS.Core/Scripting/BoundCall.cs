using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>An overload with its arguments, ready to be converted and called.</summary>
internal sealed record BoundCall(MethodInfo Method, Tensor? Self, object?[] Values, int Cost)
{
    /// <summary>Calls it; a tuple comes back as an array, so that <c>$values, $indices = $x.max(0)</c> works as in Python.</summary>
    public object? Invoke()
    {
        if (Self is not null) TensorCheck.Usable(Self, "Tensor");
        ParameterInfo[] parameters = Method.GetParameters();
        var arguments = new object?[Values.Length];
        object? result = null;
        try
        {
            for (int i = 0; i < arguments.Length; i++)
                arguments[i] = ReferenceEquals(Values[i], Type.Missing) ? parameters[i].DefaultValue : ArgumentConversion.Convert(Values[i], parameters[i].ParameterType);
            result = Method.Invoke(Method.IsStatic ? null : Self, arguments);
            return result is ITuple tuple ? Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).ToArray() : result;
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            if (TorchError.IsTorch(inner) || inner is InvalidOperationException) throw TorchError.From(inner, Self);
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
        finally
        {
            // What the conversion made is native memory that the garbage collector does not see.
            for (int i = 0; i < arguments.Length; i++)
                if (!ReferenceEquals(arguments[i], Values[i]) && !ReferenceEquals(arguments[i], result)) (arguments[i] as IDisposable)?.Dispose();
        }
    }
}
