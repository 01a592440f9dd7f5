using AutogradPS.Objectives;
using AutogradPS.Training.Dense;
using AutogradPS.Training.Direct;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Chooses the way to the gradients of the two steps.</summary>
public static class StepGradients
{
    /// <summary>The fastest way that knows the objective and the networks.</summary>
    /// <param name="objective">The losses and the penalty.</param>
    /// <param name="lambda">The weight of the penalty.</param>
    /// <param name="critic">[n, *sample] to [n, 1] or [n].</param>
    /// <param name="generator">[n, latent] to [n, *sample].</param>
    public static IStepGradients For(Objective objective, double lambda, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator) =>
        (IStepGradients?)DenseStepGradients.TryCreate(objective, lambda, critic, generator)
        ?? (IStepGradients?)DirectStepGradients.TryCreate(objective, lambda, critic, generator) ?? new AutogradStepGradients(objective, lambda, critic, generator);
}
