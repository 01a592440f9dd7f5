using AutogradPS.Errors;
using AutogradPS.Networks;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Makes a network again from the list of layers in config.json.</summary>
internal static class StoredNetwork
{
    /// <summary>The network, its weights still to be loaded.</summary>
    /// <param name="layers">The layers as config.json has them.</param>
    /// <param name="parameter">The parameter to give the network with, where it cannot be made.</param>
    /// <param name="device">Where it lies.</param>
    /// <exception cref="AutogradPSException">NetworkNotStored: it was not made of a list of layers.</exception>
    public static Network Create(string[] layers, string parameter, Device device)
    {
        try
        {
            return NetworkFactory.Create(layers, seed: 0, device: device);
        }
        catch (AutogradPSException e) when (e.ErrorId == "InvalidLayer")
        {
            throw new AutogradPSException("NetworkNotStored", ErrorKind.InvalidOperation,
                $"The run's network was not made by New-Network, so that config.json cannot tell how to make it again. Give a module of the same layers with -{parameter}; it takes over the checkpoint's weights.", layers, e);
        }
    }
}
