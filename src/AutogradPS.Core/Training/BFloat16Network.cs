using AutogradPS.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>A network that computes in bfloat16 with its own float32 weights, and gives float32: what follows, losses and norms, is float32.</summary>
/// <remarks>Backward operations have the dtypes of their forward ones, so that autograd goes the same way back, twice for a penalty.</remarks>
public sealed class BFloat16Network : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> network;
    private readonly DeviceType device;

    /// <param name="network">The network, which stays its owner's.</param>
    /// <param name="device">The kind of device that it lies on.</param>
    public BFloat16Network(nn.Module<Tensor, Tensor> network, DeviceType device) : base(nameof(BFloat16Network))
    {
        (this.network, this.device) = (network, device);
        register_module(nameof(network), network);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var cast = new Autocast(device);
        return network.call(input).to(float32);
    }
}
