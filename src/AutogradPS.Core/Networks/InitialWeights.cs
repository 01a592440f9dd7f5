using static TorchSharp.torch;

namespace AutogradPS.Networks;

/// <summary>Draws initial weights from a seed of their own and leaves libtorch's global generator as it was.</summary>
internal static class InitialWeights
{
    // The generator belongs to the process: two networks made at once would draw from each other's seed.
    private static readonly object Gate = new();

    /// <summary>Runs a constructor with the CPU's generator at a seed; null draws from the global generator.</summary>
    public static T Seeded<T>(long? seed, Func<T> create)
    {
        if (seed is null) return create();
        lock (Gate)
        {
            // Not torch.manual_seed, which would seed every GPU as well. Weights are always drawn on the CPU.
            Generator generator = Generator.Default;
            using Tensor state = generator.get_state();
            try
            {
                generator.manual_seed(seed.Value);
                return create();
            }
            finally
            {
                generator.set_state(state);
            }
        }
    }
}
