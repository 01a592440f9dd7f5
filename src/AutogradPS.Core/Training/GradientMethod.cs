using AutogradPS.Objectives;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>A way to the gradients of the two steps, by name.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">How it computes, for the log.</param>
/// <param name="Knows">What it is for.</param>
/// <param name="Create">Makes it; null where it does not know the objective, the networks, the samples, the device or the processor.</param>
internal sealed record GradientMethod(string Name, string Description, string Knows, GradientMethod.Factory Create)
{
    /// <summary>Makes a way for an objective, the weight of its penalty, a critic, a generator, and samples of a shape, where it is known.</summary>
    public delegate IStepGradients? Factory(Objective objective, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator, IReadOnlyList<long>? sampleShape);
}
