using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Networks;
using AutogradPS.Training.Setup;

namespace AutogradPS.Training;

/// <summary>Refuses networks that do not fit into memory before they are made: Linux ends a process that takes too much.</summary>
internal static class NetworkSize
{
    // A weight, its gradient and two moments.
    private const double BytesOfAWeight = 4 * sizeof(float);

    /// <summary>Refuses what is too large for this machine.</summary>
    /// <exception cref="AutogradPSException">NetworksTooLarge.</exception>
    public static void Require(TrainingSettings settings, IReadOnlyList<long> sampleShape)
    {
        double bytes = BytesOfAWeight * Weights(settings.Architecture, sampleShape, settings.HiddenSize, settings.LatentSize);
        long available = FreeMemory.Bytes;
        if (bytes <= available) return;
        throw new AutogradPSException("NetworksTooLarge", ErrorKind.LimitsExceeded, FormattableString.Invariant(
            $"The weights of -Architecture {settings.Architecture} with -HiddenSize {settings.HiddenSize} and -LatentSize {settings.LatentSize}, their gradients and moments take about {Size.Text((long)Math.Min(bytes, long.MaxValue / 2))}, and {Size.Text(available)} are available. Use a smaller -HiddenSize or -LatentSize."), settings.HiddenSize);
    }

    /// <summary>The number of weights of both networks.</summary>
    /// <remarks>A polynomial of degree 2 in the width and 1 in the latent size, since layers are between two sizes; six small networks tell it.</remarks>
    internal static double Weights(string architecture, IReadOnlyList<long> sampleShape, double hiddenSize, double latentSize)
    {
        double[] atOneAndTwo = [.. Enumerable.Range(1, 2).Select(latent => Quadratic(hiddenSize, [.. Enumerable.Range(1, 3).Select(hidden => Count(architecture, sampleShape, hidden, latent))]))];
        return atOneAndTwo[0] + (latentSize - 1) * (atOneAndTwo[1] - atOneAndTwo[0]);
    }

    // Lagrange, through the values at 1, 2 and 3.
    private static double Quadratic(double x, double[] y) => y[0] * (x - 2) * (x - 3) / 2 - y[1] * (x - 1) * (x - 3) + y[2] * (x - 1) * (x - 2) / 2;

    private static double Count(string architecture, IReadOnlyList<long> sampleShape, int hidden, int latent)
    {
        NetworkPair pair = Architectures.Create(architecture, new ArchitectureSettings { SampleShape = sampleShape, LatentSize = latent, HiddenSize = hidden }, 0, 0, TorchSharp.torch.CPU);
        using (pair.Critic)
        using (pair.Generator)
            return pair.Critic.parameters().Concat(pair.Generator.parameters()).Sum(parameter => parameter.numel());
    }
}
