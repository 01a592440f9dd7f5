using static TorchSharp.torch;

namespace AutogradPS.Autograd.Graphs;

/// <summary>A tensor that a node's operation made in the forward pass.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="DType">Its dtype.</param>
public sealed record NodeOutput(long[] Shape, ScalarType DType)
{
    /// <summary>The shape as PyTorch writes it.</summary>
    public override string ToString() => $"[{string.Join(", ", Shape)}]";
}
