using AutogradPS.Errors;

namespace AutogradPS.Networks;

/// <summary>
/// The residual networks of WGAN-GP for 32x32 images (Gulrajani et al. 2017, appendix F): 128 channels, batch norm in the generator, none in the critic.
/// </summary>
internal static class ResNet
{
    public static IEnumerable<string> Critic(ArchitectureSettings s)
    {
        (long channels, long width) = Sizes(s);
        string norm = s.CriticLayerNorm ? "layer" : "none";
        return
        [
            $"ResidualBlock {channels} {width} -resample down -first", // without norm, as in the authors' code
            $"ResidualBlock {width} {width} -resample down -norm {norm}",
            $"ResidualBlock {width} {width} -norm {norm}",
            $"ResidualBlock {width} {width} -norm {norm}",
            "ReLU", "AdaptiveAvgPool2d 1", "Flatten", $"Linear {width} 1",
        ];
    }

    public static IEnumerable<string> Generator(ArchitectureSettings s)
    {
        (long channels, long width) = Sizes(s);
        string up = $"ResidualBlock {width} {width} -resample up -norm batch";
        return
        [
            $"Linear {s.LatentSize} {16 * width}", $"Unflatten 1 {width},4,4", up, up, up,
            $"BatchNorm2d {width}", "ReLU", $"Conv2d {width} {channels} 3 -padding 1", "Tanh",
        ];
    }

    private static (long Channels, long Width) Sizes(ArchitectureSettings s) => s.SampleShape is [var channels, 32, 32]
        ? (channels, s.HiddenSize ?? 128)
        : throw new AutogradPSException("InvalidSampleShape", ErrorKind.InvalidArgument,
            $"The architecture resnet is for images of shape [channels, 32, 32], not [{string.Join(", ", s.SampleShape)}]. Use dcgan for other sizes.", s.SampleShape);
}
