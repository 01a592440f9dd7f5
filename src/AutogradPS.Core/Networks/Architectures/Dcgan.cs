using AutogradPS.Errors;

namespace AutogradPS.Networks;

/// <summary>
/// WGAN-GP's convolutional pair for 28x28: 5x5 convolutions of stride 2 with 64, 128 and 256 channels and LeakyReLU(0.2), no batch norm in
/// the critic; the generator mirrors them with ReLU and ends in tanh. Other sizes from 8x8 on work too.
/// </summary>
internal static class Dcgan
{
    public static IEnumerable<string> Critic(ArchitectureSettings s)
    {
        (long channels, long[] heights, long[] widths, long first) = Sizes(s);
        for (int i = 0; i < 3; i++)
        {
            long output = first << i;
            yield return $"Conv2d {(i == 0 ? channels : output / 2)} {output} 5 -stride 2 -padding 2";
            // As in the authors' code, the layer that sees the image has none.
            if (s.CriticLayerNorm && i > 0) yield return $"GroupNorm 1 {output}";
            yield return "LeakyReLU 0.2";
        }
        yield return "Flatten";
        yield return $"Linear {4 * first * heights[3] * widths[3]} 1";
    }

    public static IEnumerable<string> Generator(ArchitectureSettings s)
    {
        (long channels, long[] heights, long[] widths, long first) = Sizes(s);
        yield return $"Linear {s.LatentSize} {4 * first * heights[3] * widths[3]}";
        yield return $"Unflatten 1 {4 * first},{heights[3]},{widths[3]}";
        yield return "ReLU";
        for (int i = 2; i >= 0; i--)
        {
            // A stride of 2 maps n and n + 1 to one size; the output padding says which it was.
            string padding = $"{1 - heights[i] % 2},{1 - widths[i] % 2}";
            yield return $"ConvTranspose2d {first << i} {(i == 0 ? channels : (first << i) / 2)} 5 -stride 2 -padding 2 -output_padding {padding}";
            yield return i == 0 ? "Tanh" : "ReLU";
        }
    }

    private static (long Channels, long[] Heights, long[] Widths, long First) Sizes(ArchitectureSettings s) =>
        s.SampleShape is [var channels, >= 8 and var height, >= 8 and var width]
            ? (channels, Halves(height), Halves(width), s.HiddenSize ?? 64)
            : throw new AutogradPSException("InvalidSampleShape", ErrorKind.InvalidArgument,
                $"The architecture dcgan needs images of shape [channels, height, width] of at least 8x8, not [{string.Join(", ", s.SampleShape)}]. Use mlp for vectors.", s.SampleShape);

    private static long[] Halves(long n) => [n, (n + 1) / 2, (n + 3) / 4, (n + 7) / 8];
}
