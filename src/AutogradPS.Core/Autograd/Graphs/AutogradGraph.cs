using AutogradPS.Errors;
using AutogradPS.Native;
using static TorchSharp.torch;

namespace AutogradPS.Autograd.Graphs;

/// <summary>The graph behind tensors, as it is at the moment of reading; it keeps neither the tensors' graph nor their memory alive.</summary>
public sealed class AutogradGraph
{
    private AutogradGraph(IReadOnlyList<GraphOutput> outputs, IReadOnlyList<GraphNode> nodes)
    {
        (Outputs, Nodes) = (outputs, nodes);
    }

    /// <summary>The tensors that the graph was read from.</summary>
    public IReadOnlyList<GraphOutput> Outputs { get; }

    /// <summary>The node of the first output.</summary>
    public GraphNode Root => Outputs[0].Node;

    /// <summary>Every node once, by id: each operation before the first reading of its inputs.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The nodes where leaves' gradients arrive.</summary>
    public IReadOnlyList<GraphNode> Leaves => [.. Nodes.Where(n => n.IsLeaf)];

    /// <summary>Reads the graph behind tensors.</summary>
    /// <param name="tensors">One or more that require grad; they share one graph.</param>
    /// <param name="names">Names of leaves and outputs; the first name of a tensor counts.</param>
    /// <exception cref="AutogradPSException">GraphNotSupported, RequiresGradMissing, TensorMissing, TensorDisposed.</exception>
    public static AutogradGraph Read(IReadOnlyList<Tensor> tensors, IEnumerable<NamedTensor>? names = null)
    {
        TorchRuntime.EnsureLoaded();
        DifferentiableCheck.Outputs(tensors, "Tensor");
        if (!NodeReader.IsSupported)
            throw new AutogradPSException("GraphNotSupported", ErrorKind.NotSupported,
                $"The graph of libtorch {TorchSharp.torch.__version__} cannot be read on this platform (it can with the bundled libtorch on linux-x64). Gradients work without it.", tensors[0]);

        var walk = new GraphWalk(names ?? []);
        var outputs = new GraphOutput[tensors.Count];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = new GraphOutput(walk.Visit(tensors[i]), walk.NameOf(tensors[i]), tensors[i].shape);
        GC.KeepAlive(tensors);
        return new AutogradGraph(outputs, walk.Nodes);
    }
}
