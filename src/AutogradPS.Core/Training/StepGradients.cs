using AutogradPS.Errors;
using AutogradPS.Numerics;
using AutogradPS.Objectives;
using AutogradPS.Training.Direct;
using AutogradPS.Training.Fused;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Chooses the way to the gradients of the two steps.</summary>
public static class StepGradients
{
    /// <summary>The fastest way that knows objective, networks, device and processor.</summary>
    public const string Auto = "auto";

    // The fastest first; the last knows everything.
    private static readonly GradientMethod[] Methods =
    [
        new(FusedStepGradients.Name, "products of our own with the activations in them, without a graph",
            "critics of linear and convolutional layers and residual blocks without norms, of float32 on the CPU, with ReLU or LeakyReLU between them, under wgan, wgan-gp or wgan-lp, on a processor with AVX2 and FMA",
            FusedStepGradients.TryCreate),
        new(DirectStepGradients.Name, "libtorch's products, the critic without a graph",
            "critics of linear and convolutional layers with ReLU or LeakyReLU between them, under wgan, wgan-gp or wgan-lp",
            DirectStepGradients.TryCreate),
        new(AutogradStepGradients.Name, "libtorch's graph, differentiated twice for a penalty", "everything",
            (objective, lambda, critic, generator, _) => new AutogradStepGradients(objective, lambda, critic, generator)),
    ];

    /// <summary>auto, fused, direct, autograd.</summary>
    public static IReadOnlyList<string> Names { get; } = [Auto, .. Methods.Select(method => method.Name)];

    /// <summary>Whether a name asks for none in particular.</summary>
    internal static bool IsAuto(string? name) => name is null || name.Equals(Auto, StringComparison.OrdinalIgnoreCase);

    /// <summary>A way to the gradients.</summary>
    /// <param name="objective">The losses and the penalty.</param>
    /// <param name="lambda">The weight of the penalty.</param>
    /// <param name="critic">[n, *sample] to [n, 1] or [n].</param>
    /// <param name="generator">[n, latent] to [n, *sample].</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="precision">One of <see cref="Precision.Names"/>.</param>
    /// <param name="sampleShape">The shape of a sample; null where it is not known.</param>
    /// <exception cref="AutogradPSException">GradientMethodNotPossible: the way of the name does not know the objective, the networks, the samples or the precision; PrecisionNotSupported.</exception>
    public static IStepGradients For(Objective objective, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator, string name = Auto,
        string precision = Precision.Float32, IReadOnlyList<long>? sampleShape = null)
    {
        ArgumentNullException.ThrowIfNull(objective);
        Device device = critic.parameters().FirstOrDefault()?.device ?? CPU;
        Precision.Require(precision, device);
        // Of what casts its numbers, the other ways know nothing.
        if (precision == Precision.BFloat16) (critic, generator) = (new BFloat16Network(critic, device.type), new BFloat16Network(generator, device.type));
        string? obstacle = OnlyGraph(critic, generator);
        if (name == Auto) return Methods.Where(method => obstacle is null || method.Name == AutogradStepGradients.Name).Select(method => method.Create(objective, lambda, critic, generator, sampleShape)).First(made => made is not null)!;
        GradientMethod asked = Of(name);
        return (obstacle is not null && name != AutogradStepGradients.Name ? null : asked.Create(objective, lambda, critic, generator, sampleShape)) ?? throw new AutogradPSException("GradientMethodNotPossible", ErrorKind.InvalidArgument,
            $"The gradient method {name} is for {asked.Knows}; here {obstacle ?? WhyNot(name, objective, critic, precision)}. -GradientMethod {Auto} takes the fastest one that is possible.", name);
    }

    /// <summary>The settings with the way that they come to, which is never auto.</summary>
    /// <param name="settings">Resolved settings.</param>
    /// <param name="own">The objective where it is one's own; null for that of the settings' name.</param>
    /// <param name="networks">The networks that are trained.</param>
    /// <param name="sampleShape">The shape of a sample.</param>
    /// <exception cref="AutogradPSException">GradientMethodNotPossible.</exception>
    internal static TrainingSettings Resolve(TrainingSettings settings, Objective? own, TrainingNetworks networks, IReadOnlyList<long> sampleShape)
    {
        using IStepGradients way = For(own ?? ObjectiveCatalog.Get(settings.Objective), settings.Lambda, networks.Critic, networks.Generator, settings.GradientMethod, settings.Precision, sampleShape);
        return settings with { GradientMethod = way.Method };
    }

    /// <summary>How the way of a name computes, in words.</summary>
    internal static string Describe(string name) => Of(name).Description;

    /// <summary>Whether the gradient of an objective can be written down for a critic that is linear wherever no activation changes its sign.</summary>
    internal static bool HasDirectForm(Objective objective) =>
        objective.Own is null && ReferenceEquals(objective.Loss, ScoreLoss.Wasserstein) && objective.Penalty is null or PenaltyKind.GP or PenaltyKind.LP;

    private static GradientMethod Of(string name) => Methods.First(method => method.Name == name);

    // Why nothing but calling the layers will do: a step of the one must not find the other changed, and hooks are run by calls.
    private static string? OnlyGraph(nn.Module critic, nn.Module generator) =>
        Share(critic, generator) ? "critic and generator have a layer in common"
        : ForwardHooks.Any(critic) || ForwardHooks.Any(generator) ? "a layer has a forward hook"
        : null;

    private static bool Share(nn.Module critic, nn.Module generator) => critic.parameters().Select(p => p.Handle).Intersect(generator.parameters().Select(p => p.Handle)).Any();

    private static string WhyNot(string name, Objective objective, nn.Module<Tensor, Tensor> critic, string precision) =>
        precision == Precision.BFloat16 ? $"the precision is {precision}"
        : !HasDirectForm(objective) ? $"the objective is {objective.Name}"
        : name == DirectStepGradients.Name ? "the critic has other layers, or layers that take samples of more dimensions"
        : !ProductKernel.IsSupported ? "the processor lacks AVX2 or FMA"
        : critic.parameters().FirstOrDefault() is { device_type: not DeviceType.CPU } weight ? $"the networks lie on {weight.device}"
        : "the critic has other layers, or layers that take samples of more dimensions";
}
