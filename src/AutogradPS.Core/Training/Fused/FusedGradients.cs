using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>The tensors that a network's gradients go to, written over at every step.</summary>
internal sealed class FusedGradients : IDisposable
{
    /// <param name="network">The network's layers.</param>
    /// <param name="module">The network.</param>
    public FusedGradients(FusedNetwork network, nn.Module module)
    {
        Weights = [.. network.Layers.Select(layer => Like(layer.Weight))];
        Biases = [.. network.Layers.Select(layer => Like(layer.Bias))];
        List<nint> handles = [.. network.Layers.SelectMany(layer => new[] { layer.Weight.Handle, layer.Bias.Handle })];
        Tensor[] both = [.. Weights.Zip(Biases).SelectMany(pair => new[] { pair.First, pair.Second })];
        InOrder = [.. module.parameters().Select(parameter => both[handles.IndexOf(parameter.Handle)])];
    }

    /// <summary>Those of the weights, one a layer.</summary>
    public Tensor[] Weights { get; }

    /// <summary>Those of the biases, one a layer.</summary>
    public Tensor[] Biases { get; }

    /// <summary>All, in the module's order, which is the optimizer's.</summary>
    public Tensor[] InOrder { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor gradient in InOrder) gradient.Dispose();
    }

    private static Tensor Like(Tensor parameter) => zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
}
