using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>The tensors that a network's gradients go to, written over at every step.</summary>
internal sealed class FusedGradients : IDisposable
{
    private readonly Dictionary<FusedStep.Affine, (Tensor Weight, Tensor? Bias)> byLayer = new(ReferenceEqualityComparer.Instance);

    /// <param name="network">The network's layers.</param>
    /// <param name="module">The network.</param>
    public FusedGradients(FusedNetwork network, nn.Module module)
    {
        var byHandle = new Dictionary<nint, Tensor>();
        foreach (FusedStep.Affine layer in network.Layers)
        {
            foreach (Tensor parameter in layer.Parameters) byHandle[parameter.Handle] = Like(parameter);
            byLayer[layer] = (byHandle[layer.Weight.Handle], layer.Bias is null ? null : byHandle[layer.Bias.Handle]);
        }
        InOrder = [.. module.parameters().Select(parameter => byHandle[parameter.Handle])];
    }

    /// <summary>All, in the module's order, which is the optimizer's.</summary>
    public Tensor[] InOrder { get; }

    /// <summary>That of a layer's weight.</summary>
    public Tensor OfWeight(FusedStep.Affine layer) => byLayer[layer].Weight;

    /// <summary>That of a layer's bias; null where it has none.</summary>
    public Tensor? OfBias(FusedStep.Affine layer) => byLayer[layer].Bias;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor gradient in InOrder) gradient.Dispose();
    }

    private static Tensor Like(Tensor parameter) => zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
}
