using System.Collections.Concurrent;
using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>
/// A namespace of PyTorch as scripts name it, with the classes its functions come from. Under whichever roof TorchSharp keeps a name,
/// PyTorch's users find it where PyTorch has it. Ours come first and alone: they stand in for functions of TorchSharp that would end the
/// process, or that it lacks.
/// </summary>
/// <param name="ours">Our classes.</param>
/// <param name="theirs">TorchSharp's.</param>
/// <param name="aten">What libtorch puts before the names of its functions; null where they are not its own.</param>
internal sealed class Roof(Type[] ours, Type[] theirs, string? aten = null)
{
    private static readonly Type[] Safe = [typeof(SafeOperators), typeof(SafeFactories), typeof(PyTorchForms), typeof(TensorForms), typeof(FunctionalForms), typeof(Indexing)];

    private static readonly Dictionary<string, Roof> ByName = new(StringComparer.Ordinal)
    {
        ["torch"] = new(Safe, [typeof(torch), typeof(nn.functional), typeof(special), typeof(linalg), typeof(TensorExtensionMethods)], ""),
        ["torch.nn.functional"] = new(Safe, [typeof(nn.functional), typeof(torch), typeof(special)], ""),
        ["torch.autograd"] = new([typeof(AutogradForms)], [typeof(autograd)]),
        ["torch.nn"] = new([typeof(NetworkForms)], [typeof(nn)]),
        ["torch.nn.init"] = new([typeof(SafeInitializers)], [typeof(nn.init)]),
        ["torch.nn.utils"] = new([typeof(SafeNetworks)], [typeof(nn.utils)]),
        ["torch.optim"] = new([typeof(SafeOptimizers)], [typeof(optim)]),
        ["torch.linalg"] = new([typeof(SafeLinearAlgebra)], [typeof(linalg)], "linalg_"),
        ["torch.special"] = new([], [typeof(special), typeof(torch)], "special_"),
        ["torch.fft"] = new([typeof(SafeFourier)], [typeof(fft)], "fft_"),
        ["torch.cuda"] = new([], [typeof(cuda)]),
    };

    private readonly ConcurrentDictionary<string, OverloadBinder> _functions = new(StringComparer.Ordinal);

    /// <summary>The roof of a name such as <c>torch.nn.functional</c>.</summary>
    public static Roof Of(string name) => ByName[name];

    /// <summary>The overloads of a function.</summary>
    public OverloadBinder Find(string name) =>
        _functions.GetOrAdd(name, n => new OverloadBinder(n, Statics(ours, n) is { Count: > 0 } mine ? mine : Statics(theirs, n), aten is null ? null : aten + n));

    /// <summary>The public static methods of a name in some classes.</summary>
    public static List<MethodInfo> Statics(IEnumerable<Type> types, string name) =>
        [.. types.SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(m => m.Name == name)];

    /// <summary>Functions of <c>torch</c> that take a tensor first: PyTorch has most of them as methods too.</summary>
    public static IEnumerable<MethodInfo> OnTensors(string name) =>
        Statics(ByName["torch"].Theirs, name).Where(m => m.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Tensor));

    /// <summary>The safe forms of a tensor's method.</summary>
    public static List<MethodInfo> SafeOnTensors(string name) => Statics(Safe, name);

    private Type[] Theirs => theirs;
}
