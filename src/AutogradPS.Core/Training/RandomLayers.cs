using AutogradPS.Networks;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Layers that draw random numbers while they train, which libtorch takes from its global generator.</summary>
internal static class RandomLayers
{
    /// <summary>Whether a network has such layers. One that is neither TorchSharp's nor ours may do anything, as may a hook.</summary>
    public static bool Any(nn.Module network) => Draws(network) || ForwardHooks.Any(network);

    /// <summary>Takes a step whose layers draw what a key says, so that a resumed training draws it again.</summary>
    public static void Seeded(ulong key, Action step) => InitialWeights.Seeded((long)(key >> 1), () =>
    {
        step();
        return true;
    });

    private static bool Draws(nn.Module module) =>
        module.children().Any(Draws) || module.GetType().Name.Contains("Dropout", StringComparison.Ordinal) || module.GetType().Name == "RReLU"
        || (module.GetType().Assembly != typeof(nn).Assembly && module.GetType().Assembly != typeof(Network).Assembly);
}
