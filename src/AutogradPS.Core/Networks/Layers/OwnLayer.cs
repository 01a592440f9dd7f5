using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>A layer of our own with parameters and buffers, which it disposes: TorchSharp disposes the modules that a module registers, and nothing else.</summary>
/// <remarks>They are fields of the derived class, named and typed for RegisterComponents, so that TorchSharp finds them again when the module changes its dtype or device.</remarks>
public abstract class OwnLayer : nn.Module<Tensor, Tensor>
{
    /// <param name="name">PyTorch's name of the layer.</param>
    private protected OwnLayer(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (Tensor held in parameters(recurse: false).Concat(buffers(recurse: false)).ToArray()) held.Dispose();
        base.Dispose(disposing);
    }
}
