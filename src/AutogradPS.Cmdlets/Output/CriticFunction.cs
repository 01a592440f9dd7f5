using System.Collections.ObjectModel;
using System.Management.Automation;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Makes a function of what a user gives as a critic.</summary>
internal static class CriticFunction
{
    /// <summary>The function, and the device its input must be on.</summary>
    /// <param name="critic">A module from tensor to tensor, or a script block that gets the tensor as $_ and as its first argument.</param>
    public static (Func<Tensor, Tensor> Evaluate, Device? Device) Of(object critic) =>
        (critic is PSObject wrapped ? wrapped.BaseObject : critic) switch
        {
            nn.Module<Tensor, Tensor> module => (module.call, module.parameters().FirstOrDefault()?.device),
            ScriptBlock script => (input => Invoke(script, input), null),
            var other => throw new AutogradPSException("CriticType", ErrorKind.InvalidArgument,
                $"A critic is a module from tensor to tensor, or a script block such as {{ $_.norm(1) }}, not a {other.GetType().Name}.", other),
        };

    private static Tensor Invoke(ScriptBlock script, Tensor input)
    {
        Collection<PSObject> results = script.InvokeWithContext(null, [new PSVariable("_", input)], input);
        return results.Count > 0 && results[^1]?.BaseObject is Tensor tensor ? tensor
            : throw new AutogradPSException("CriticResult", ErrorKind.InvalidArgument,
                "The critic's script block must end with a tensor: one value for each row of its input.", script);
    }
}
