using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>The name of the node that made a tensor, as PyTorch's <c>grad_fn</c> shows it.</summary>
public static class GradFn
{
    /// <summary>Such as <c>MulBackward0</c>; null for leaves, and where the platform's graph cannot be read.</summary>
    public static string? Name(Tensor tensor) => tensor.requires_grad && !tensor.is_leaf && Graphs.NodeReader.IsSupported && Graphs.NodeReader.Root(tensor) is var node and not 0
        ? Graphs.NodeReader.Name(node) : null;
}
