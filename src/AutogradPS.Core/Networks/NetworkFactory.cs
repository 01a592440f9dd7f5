using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Networks;

/// <summary>Makes networks out of lists of layers that read like PyTorch.</summary>
public static class NetworkFactory
{
    /// <summary>The signatures of all layers a list can name.</summary>
    public static IReadOnlyList<string> LayerSignatures => [.. LayerCatalog.Signatures];

    /// <summary>A network of layers such as <c>Linear 784 512</c>, <c>LeakyReLU 0.2</c> or <c>Conv2d(1, 64, 5, stride=2, padding=2)</c>.</summary>
    /// <param name="layers">One layer an entry, in order.</param>
    /// <param name="seed">The seed of the initial weights (PyTorch's own distributions); null draws from the global generator.</param>
    /// <param name="inputShape">The shape of one sample, without the batch: the layers are checked against it.</param>
    /// <param name="device">Where it lies; null for the CPU.</param>
    /// <param name="dtype">The dtype of its parameters.</param>
    /// <exception cref="AutogradPSException">InvalidLayer names the layer and its position; NoLayers.</exception>
    public static Network Create(IEnumerable<string> layers, long? seed = null, IReadOnlyList<long>? inputShape = null, Device? device = null,
        ScalarType dtype = ScalarType.Float32)
    {
        TorchRuntime.EnsureLoaded();
        LayerText[] texts = [.. layers.Select(LayerParser.Parse)];
        if (texts.Length == 0)
            throw new AutogradPSException("NoLayers", ErrorKind.InvalidArgument, "A network needs at least one layer, such as 'Linear 784 512'.");
        Network network = InitialWeights.Seeded(seed, () => Build(texts));
        try
        {
            if (inputShape is not null) network.Trace(inputShape);
            network.to(dtype);
            if (device is not null && device.type != DeviceType.CPU) network.to(device);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static Network Build(LayerText[] texts)
    {
        var modules = new List<nn.Module<Tensor, Tensor>>();
        try
        {
            foreach (LayerText text in texts) modules.Add(LayerCatalog.Build(text));
        }
        catch
        {
            modules.ForEach(m => m.Dispose());
            throw;
        }
        return new Network([.. texts.Select(t => t.Text)], modules);
    }
}
