using System.Collections.Concurrent;
using System.Reflection;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>The methods of tensors, modules, optimizers and generators by PyTorch's names: ours where there is one, TorchSharp's otherwise.</summary>
internal static class Members
{
    private static readonly ConcurrentDictionary<(Type Type, string Name), OverloadBinder> Binders = new();

    /// <summary>The overloads of a method of an object.</summary>
    /// <exception cref="AutogradPSException">ObjectDisposed for a generator without its native part.</exception>
    public static OverloadBinder Find(object self, string name)
    {
        if (self is Generator { Handle: 0 })
            throw new AutogradPSException("ObjectDisposed", ErrorKind.InvalidOperation, "This generator has been disposed. [torch]::default_generator() or [torch]::manual_seed(1) gives another.", self);
        return Binders.GetOrAdd((self is Tensor ? typeof(Tensor) : self.GetType(), name), static key => new OverloadBinder(key.Name, Overloads(key.Type, key.Name), key.Type == typeof(Tensor) ? key.Name : null));
    }

    private static List<MethodInfo> Overloads(Type type, string name)
    {
        List<MethodInfo> ours = type == typeof(Tensor) ? Roof.SafeOnTensors(name) : [.. Roof.Statics([Forms(type)], name).Where(m => m.GetParameters()[0].ParameterType.IsAssignableFrom(type))];
        if (ours.Count > 0) return ours;
        IEnumerable<MethodInfo> own = type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => m.Name == name);
        return [.. type == typeof(Tensor) ? own.Concat(Roof.OnTensors(name)) : own];
    }

    private static Type Forms(Type type) => type.IsAssignableTo(typeof(nn.Module)) ? typeof(SafeNetworks)
        : type.IsAssignableTo(typeof(optim.Optimizer)) ? typeof(SafeOptimizers) : typeof(SafeGenerators);
}
