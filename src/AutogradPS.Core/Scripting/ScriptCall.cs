using System.Collections.Concurrent;
using System.Reflection;
using AutogradPS.Errors;
using AutogradPS.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Calls by PyTorch's names: what a script writes as <c>$x.name(...)</c> or <c>[torch]::name(...)</c>.</summary>
public static class ScriptCall
{
    private const BindingFlags Static = BindingFlags.Public | BindingFlags.Static;

    // Under whichever roof TorchSharp keeps a name, PyTorch's users find it where PyTorch has it. Ours come first and alone:
    // they stand in for functions of TorchSharp that would end the process, or that it lacks.
    private static readonly Type[] Roofs = [typeof(torch), typeof(nn.functional), typeof(special), typeof(linalg), typeof(TensorExtensionMethods)];

    private static readonly ConcurrentDictionary<string, OverloadBinder> Methods = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, OverloadBinder> Functions = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, OverloadBinder> Functionals = new(StringComparer.Ordinal);

    /// <summary>A method of a tensor.</summary>
    /// <exception cref="AutogradPSException">NoOverload, TensorDisposed, or what libtorch says.</exception>
    public static object? Method(string name, Tensor self, params object?[] arguments) =>
        Call(Methods.GetOrAdd(name, static n => new OverloadBinder(n, Ours(n) ?? [.. Instance(n), .. Under(Roofs, n).Where(TakesTensorFirst)])), self, arguments);

    /// <summary>A function of <c>torch</c>.</summary>
    /// <exception cref="AutogradPSException">NoOverload, TensorDisposed, or what libtorch says.</exception>
    public static object? Function(string name, params object?[] arguments) =>
        CallFunction(Functions.GetOrAdd(name, static n => new OverloadBinder(n, Ours(n) ?? Under(Roofs, n))), name, arguments);

    /// <summary>A function of <c>torch.nn.functional</c>.</summary>
    /// <exception cref="AutogradPSException">NoOverload, TensorDisposed, or what libtorch says.</exception>
    public static object? Functional(string name, params object?[] arguments) =>
        CallFunction(Functionals.GetOrAdd(name, static n => new OverloadBinder(n, Ours(n) ?? Under([typeof(nn.functional), typeof(torch), typeof(special)], n))), name, arguments);

    // torch.name(x, ...) is x.name(...) where TorchSharp has only the method.
    private static object? CallFunction(OverloadBinder binder, string name, object?[] arguments) =>
        binder.IsEmpty && arguments is [Tensor self, .. var rest] ? Method(name, self, rest) : Call(binder, null, arguments);

    private static object? Call(OverloadBinder binder, Tensor? self, object?[] arguments)
    {
        TorchRuntime.EnsureLoaded();
        return binder.Call(self, arguments);
    }

    private static List<MethodInfo>? Ours(string name) =>
        Under([typeof(SafeOperators), typeof(PyTorchForms)], name) is { Count: > 0 } ours ? ours : null;

    private static List<MethodInfo> Under(Type[] types, string name) => [.. types.SelectMany(t => t.GetMethods(Static)).Where(m => m.Name == name)];

    private static IEnumerable<MethodInfo> Instance(string name) => typeof(Tensor).GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => m.Name == name);

    private static bool TakesTensorFirst(MethodInfo method) => method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Tensor);
}
