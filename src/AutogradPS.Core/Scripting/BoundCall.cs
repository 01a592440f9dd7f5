using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>An overload with its arguments, ready to be converted and called.</summary>
internal sealed class BoundCall(Overload overload, object? self, object?[] values, int cost)
{
    /// <summary>The sum of its conversions; lower wins.</summary>
    public int Cost => cost;

    /// <summary>What was bound.</summary>
    public Overload Overload => overload;

    /// <summary>Calls it; a tuple comes back as an array, so that <c>$values, $indices = $x.max(0)</c> works as in Python.</summary>
    /// <exception cref="AutogradPSException">What libtorch or TorchSharp says against the arguments.</exception>
    public object? Invoke()
    {
        if (self is Tensor tensor) TensorCheck.InCall(tensor);
        ParameterInfo[] parameters = overload.Parameters;
        var arguments = new object?[values.Length];
        var made = new List<IDisposable>();
        object? result = null;
        try
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                arguments[i] = ReferenceEquals(values[i], Type.Missing) ? overload.Defaults[i] : ArgumentConversion.Convert(values[i], parameters[i].ParameterType, made);
                // Not every function of TorchSharp's looks whether a tensor is still there.
                if (arguments[i] is Tensor given) TensorCheck.InCall(given);
                else if (arguments[i] is Tensor[] several) Array.ForEach(several, one => { if (one is not null) TensorCheck.InCall(one); });
            }
            ArgumentRules.Apply(overload, arguments);
            result = overload.Invoker.Invoke(overload.IsStatic ? null : self, arguments.AsSpan());
            return result switch
            {
                ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).ToArray(),
                // An iterator's errors would come when the script looks at it, past the catch.
                IEnumerable lazy and not (ICollection or string or Tensor or nn.Module or optim.Optimizer) => lazy.Cast<object?>().ToArray(),
                _ => result,
            };
        }
        catch (Exception e)
        {
            throw TorchError.From(e, self);
        }
        finally
        {
            // What the conversion made is native memory that the garbage collector does not see.
            foreach (IDisposable temporary in made)
                if (!ReferenceEquals(temporary, result)) temporary.Dispose();
        }
    }
}
