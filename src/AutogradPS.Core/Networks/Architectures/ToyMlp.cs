namespace AutogradPS.Networks;

/// <summary>The toy networks of WGAN-GP (Gulrajani et al. 2017, figure 3): four linear layers with ReLU between, width 512.</summary>
internal static class ToyMlp
{
    public static IEnumerable<string> Critic(ArchitectureSettings s) => Layers(s.SampleShape[0], 1, s.HiddenSize ?? 512, s.CriticLayerNorm);

    public static IEnumerable<string> Generator(ArchitectureSettings s) => Layers(s.LatentSize, s.SampleShape[0], s.HiddenSize ?? 512, false);

    private static IEnumerable<string> Layers(long input, long output, long width, bool layerNorm)
    {
        for (int i = 0; i < 3; i++)
        {
            yield return $"Linear {(i == 0 ? input : width)} {width}";
            if (layerNorm) yield return $"LayerNorm {width}";
            yield return "ReLU";
        }
        yield return $"Linear {width} {output}";
    }
}
