using AutogradPS.Errors;
using AutogradPS.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>
/// Functions of ATen and of torch.autograd run by TorchScript's interpreter. TorchSharp lets a C++ exception of
/// <c>autograd.grad</c> end the process; the interpreter catches it, so that it arrives here with PyTorch's own message.
/// </summary>
/// <param name="source">TorchScript functions. A line break at the end is added, as the compiler wants one.</param>
public sealed class TorchScript(string source)
{
    private readonly Lazy<jit.CompilationUnit> _unit = new(() =>
    {
        TorchRuntime.EnsureLoaded();
        return jit.compile(source + "\n\n");
    });

    /// <summary>Calls a function; tensors, arrays of tensors, booleans and integers bind by position.</summary>
    /// <returns>A tensor, an array of tensors, or an object array with nulls where the function gave None.</returns>
    /// <exception cref="AutogradPSException">PyTorch refused: its message, an id and advice.</exception>
    public object Invoke(string function, params object[] arguments) => InvokeOn(null, function, arguments);

    /// <summary>As <see cref="Invoke"/>, with the value that an error is about.</summary>
    internal object InvokeOn(object? target, string function, params object[] arguments)
    {
        List<Scalar> numbers = [];
        try
        {
            return _unit.Value.invoke(function, [.. arguments.Select(argument => Held(argument, numbers))]);
        }
        catch (Exception e) when (TorchError.IsTorch(e) || e is InvalidOperationException)
        {
            throw TorchError.From(e, target);
        }
        finally
        {
            foreach (Scalar number in numbers) number.Dispose();
        }
    }

    // TorchSharp makes a Scalar of a number and keeps its address alone: a garbage collection that another thread starts meanwhile frees
    // it, and the call fails, or reads another number.
    private static object Held(object argument, List<Scalar> numbers)
    {
        Scalar? number = argument switch { double value => value.ToScalar(), float value => value.ToScalar(), long value => value.ToScalar(), _ => null };
        if (number is null) return argument;
        numbers.Add(number);
        return number;
    }
}
