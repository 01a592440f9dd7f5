using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>A way to the gradients of the two steps. All ways give the same numbers up to rounding; they differ in speed and in the networks they know.</summary>
/// <remarks>Results belong to the caller's dispose scope, or are good until the next call. No call waits for the device.</remarks>
public interface IStepGradients : IDisposable
{
    /// <summary>The name of the way.</summary>
    string Method { get; }

    /// <summary>What the generator makes of noise, without a graph.</summary>
    /// <param name="noise">[n, latent].</param>
    /// <returns>[n, *sample].</returns>
    Tensor Generate(Tensor noise);

    /// <summary>Of how many batches of noise the samples should be made at once. Where it is more than one, samples do not depend on what they are made together with, and stay good over critic steps.</summary>
    /// <param name="noise">A batch, [n, latent].</param>
    int BatchesAtOnce(Tensor noise) => 1;

    /// <summary>The gradient of the critic's loss with respect to its parameters.</summary>
    /// <param name="real">[n, *sample], from the data.</param>
    /// <param name="generated">[n, *sample], from the generator, without a graph.</param>
    /// <param name="random">Where the penalty draws from.</param>
    /// <param name="step">The critic step, which addresses <paramref name="random"/>.</param>
    /// <param name="withSlopes">Whether <see cref="CriticGradients.Slopes"/> are wanted.</param>
    CriticGradients Critic(Tensor real, Tensor generated, RandomStream random, long step, bool withSlopes = false);

    /// <summary>The gradient of the generator's loss with respect to its parameters; the critic is not touched.</summary>
    /// <param name="noise">[n, latent].</param>
    GeneratorGradients Generator(Tensor noise);

    /// <summary>Lets go of the memory of steps, until the next one.</summary>
    void Rest()
    {
    }
}
