using AutogradPS.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Training.Dense;

/// <summary>Reads a network as fully connected layers with ReLU, LeakyReLU, tanh or nothing behind each.</summary>
internal static class DenseReader
{
    /// <summary>The layers, or null for any other network, and where the processor lacks what <see cref="ProductKernel"/> needs.</summary>
    public static IReadOnlyList<DenseLayer>? Read(nn.Module<Tensor, Tensor> network)
    {
        if (!ProductKernel.IsSupported) return null;
        var layers = new List<DenseLayer>();
        bool open = false; // a layer without its activation yet
        foreach (nn.Module module in Flat(network))
        {
            switch (module)
            {
                case Linear { bias: { } bias, weight: var weight } when IsPlain(weight) && IsPlain(bias):
                    layers.Add(new DenseLayer(weight, bias, DenseActivation.None));
                    open = true;
                    break;
                case Flatten { start_dim: 1, end_dim: -1 } or Unflatten or Identity:
                    break; // a row's values stay as they are
                case ReLU or LeakyReLU { negative_slope: >= 0 and <= 1 } or Tanh when open:
                    DenseLayer last = layers[^1];
                    layers[^1] = new DenseLayer(last.Weight, last.Bias, module switch { ReLU => new(0), LeakyReLU leaky => new((float)leaky.negative_slope), _ => new(1, IsTanh: true) });
                    open = false;
                    break;
                default:
                    return null;
            }
        }
        bool chained = layers.Count > 0 && layers.Zip(layers.Skip(1)).All(pair => pair.First.Output == pair.Second.Input);
        bool complete = network.parameters().Count() == 2 * layers.Count && network.parameters().All(p => p.requires_grad) && !network.buffers().Any();
        return chained && complete ? layers : null;
    }

    private static bool IsPlain(Tensor tensor) => tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous();

    private static IEnumerable<nn.Module> Flat(nn.Module module) => module is Sequential or Networks.Network ? module.children().SelectMany(Flat) : [module];
}
