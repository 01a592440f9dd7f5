using AutogradPS.Tensors;

namespace AutogradPS.Training;

/// <summary>
/// The random streams of a run beside that of the data. Each is addressed by the step it serves, so that drawing more of one (more
/// critic steps, say) changes no other, and a resumed run needs no generator state.
/// </summary>
/// <param name="seed">The run's seed.</param>
public sealed class TrainingStreams(long seed) : IDisposable
{
    /// <summary>Noise for the critic's generated batches, by critic step.</summary>
    public RandomStream CriticNoise { get; } = new(seed, "noise.critic");

    /// <summary>Noise for the generator's batches, by generator step.</summary>
    public RandomStream GeneratorNoise { get; } = new(seed, "noise.generator");

    /// <summary>Where the penalty looks: epsilon of the interpolates, or noise around real samples; by critic step.</summary>
    public RandomStream Penalty { get; } = new(seed, "penalty");

    /// <summary>What layers draw by themselves, such as dropout's masks; by steps done, of critic and generator.</summary>
    public RandomStream Layers { get; } = new(seed, "layers");

    /// <summary>The fixed noise of the pictures of samples.</summary>
    public RandomStream Samples { get; } = new(seed, "samples");

    /// <inheritdoc/>
    public void Dispose()
    {
        CriticNoise.Dispose();
        GeneratorNoise.Dispose();
        Penalty.Dispose();
        Layers.Dispose();
        Samples.Dispose();
    }
}
