using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>Group norm as PyTorch makes it.</summary>
internal static class Normalisation
{
    /// <summary>A gain of ones and a bias of zeros, if it has any: TorchSharp 0.107 leaves both as the memory was.</summary>
    public static GroupNorm Group(long groups, long channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null)
    {
        GroupNorm norm = nn.GroupNorm(groups, channels, eps, affine, device, dtype);
        if (!affine) return norm;
        nn.init.ones_(norm.weight!);
        nn.init.zeros_(norm.bias!);
        return norm;
    }
}
