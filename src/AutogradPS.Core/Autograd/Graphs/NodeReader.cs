using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace AutogradPS.Autograd.Graphs;

/// <summary>
/// Reads the nodes of libtorch's graph, their names and their edges, through symbols that libtorch_cpu exports; TorchSharp has no grad_fn.
/// </summary>
/// <remarks>
/// The layout of torch::autograd::Node is that of one libtorch version and one C++ ABI (Itanium, libstdc++). It is checked at
/// first use on a graph whose shape is known; where the check fails nothing is read and <see cref="IsSupported"/> is false.
/// A node lives as long as a tensor whose graph it is in: callers keep that tensor alive.
/// </remarks>
internal static unsafe class NodeReader
{
    private const int NextEdgesOffset = 96; // Node::next_edges_, a std::vector<Edge>, in libtorch 2.10
    private const int EdgeSize = 24;        // Edge { std::shared_ptr<Node> function; uint32_t input_nr; }

    private static readonly Lazy<bool> Supported = new(SelfCheck);
    private static delegate* unmanaged<nint, nint> s_gradFn;    // at::TensorBase::grad_fn() const -> const std::shared_ptr<Node>&
    private static delegate* unmanaged<nint, nint, nint> s_name; // Node::name() const -> std::string, by hidden pointer

    /// <summary>False where the graph of this platform's libtorch cannot be read.</summary>
    public static bool IsSupported => Supported.Value;

    /// <summary>The node behind the tensor; 0 for none.</summary>
    public static nint Root(Tensor tensor) => *(nint*)s_gradFn(tensor.Handle);

    /// <summary>What two wrappers of one tensor have in common: the address of libtorch's TensorImpl.</summary>
    public static nint Identity(Tensor tensor) => *(nint*)tensor.Handle;

    /// <summary>The nodes that a node's gradients flow to, 0 for an input without gradient.</summary>
    public static nint[] Next(nint node)
    {
        byte* begin = *(byte**)(node + NextEdgesOffset), end = *(byte**)(node + NextEdgesOffset + sizeof(nint));
        var nodes = new nint[(end - begin) / EdgeSize];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = *(nint*)(begin + i * EdgeSize);
        return nodes;
    }

    /// <summary>The node's name as Python shows its type, such as <c>MulBackward0</c>.</summary>
    public static string Name(nint node)
    {
        byte* text = stackalloc byte[32]; // libstdc++'s std::string: pointer, length, inline buffer of 16
        s_name((nint)text, node);
        byte* start = *(byte**)text;
        string name = Encoding.UTF8.GetString(start, (int)*(long*)(text + 8));
        if (start != text + 16) NativeMemory.Free(start);
        return AsInPython(WithoutNamespace(name));
    }

    // libtorch has overloads of these four for a number; Python never calls them (it makes a tensor of the number), TorchSharp does.
    private static string AsInPython(string name) => name switch
    {
        "AddBackward1" => "AddBackward0",
        "SubBackward1" => "SubBackward0",
        "MulBackward1" => "MulBackward0",
        "DivBackward1" => "DivBackward0",
        _ => name,
    };

    /// <summary>The last part of a C++ name, template arguments kept.</summary>
    internal static string WithoutNamespace(string name)
    {
        int arguments = name.IndexOf('<', StringComparison.Ordinal);
        int colon = (arguments < 0 ? name : name[..arguments]).LastIndexOf(':');
        return name[(colon + 1)..];
    }

    private static bool SelfCheck()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return false;
        nint library = NativeLibrary.Load("torch_cpu", typeof(TorchSharp.torch).Assembly, null);
        if (!NativeLibrary.TryGetExport(library, "_ZNK2at10TensorBase7grad_fnEv", out nint gradFn)
            || !NativeLibrary.TryGetExport(library, "_ZNK5torch8autograd4Node4nameB5cxx11Ev", out nint name)) return false;
        s_gradFn = (delegate* unmanaged<nint, nint>)gradFn;
        s_name = (delegate* unmanaged<nint, nint, nint>)name;

        using var scope = NewDisposeScope();
        using var mode = inference_mode(false);
        using var grad = enable_grad();
        Tensor x = ones([2], requires_grad: true);
        nint root = Root(x * x);
        if (root == 0 || Name(root) != "MulBackward0") return false;
        byte* begin = *(byte**)(root + NextEdgesOffset), end = *(byte**)(root + NextEdgesOffset + sizeof(nint));
        if (end - begin != 2 * EdgeSize) return false;
        return Next(root) is [var a, var b] && a == b && a != 0 && Name(a) == "AccumulateGrad";
    }
}
