namespace AutogradPS.Networks;

/// <summary>Small fully connected networks for images, 784-512-256-1 for 28x28, with a generator that ends in [-1, 1].</summary>
internal static class ImageMlp
{
    public static IEnumerable<string> Critic(ArchitectureSettings s)
    {
        long[] widths = [Pixels(s), Wide(s), Narrow(s)];
        yield return "Flatten";
        for (int i = 1; i < widths.Length; i++)
        {
            yield return $"Linear {widths[i - 1]} {widths[i]}";
            if (s.CriticLayerNorm) yield return $"LayerNorm {widths[i]}";
            yield return "LeakyReLU 0.2";
        }
        yield return $"Linear {widths[^1]} 1";
    }

    public static IEnumerable<string> Generator(ArchitectureSettings s) =>
    [
        $"Linear {s.LatentSize} {Narrow(s)}", "LeakyReLU 0.2",
        $"Linear {Narrow(s)} {Wide(s)}", "LeakyReLU 0.2",
        $"Linear {Wide(s)} {Pixels(s)}", "Tanh",
        $"Unflatten 1 {string.Join(',', s.SampleShape)}",
    ];

    private static long Pixels(ArchitectureSettings s) => s.SampleShape.Aggregate(1L, (n, d) => n * d);

    private static long Wide(ArchitectureSettings s) => s.HiddenSize ?? 512;

    private static long Narrow(ArchitectureSettings s) => Math.Max(1, Wide(s) / 2);
}
