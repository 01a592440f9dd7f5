using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>Group norm as PyTorch makes it.</summary>
internal static class Normalisation
{
    /// <summary>A gain of ones and a bias of zeros: TorchSharp 0.107 leaves both as the memory was.</summary>
    public static GroupNorm Group(long groups, long channels, double eps = 1e-5)
    {
        GroupNorm norm = nn.GroupNorm(groups, channels, eps);
        nn.init.ones_(norm.weight!);
        nn.init.zeros_(norm.bias!);
        return norm;
    }
}
