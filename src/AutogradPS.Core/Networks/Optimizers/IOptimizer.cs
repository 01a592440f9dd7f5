using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Optimizers;

/// <summary>Changes parameters along their gradients, as <c>torch.optim</c>'s optimizers do.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The name that it was made by: sgd, adam, adamw or rmsprop.</summary>
    string Name { get; }

    /// <summary>What it changes, in order.</summary>
    IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>The step size; may be changed between steps.</summary>
    double LearningRate { get; set; }

    /// <summary>One step along the <c>.grad</c> of the parameters; those without one are left as they are.</summary>
    /// <exception cref="AutogradPSException">NoGradient where no parameter has a gradient.</exception>
    void Step();

    /// <summary>One step along given gradients, one a parameter, of its shape; null leaves a parameter as it is.</summary>
    /// <exception cref="AutogradPSException">GradientCount, GradientShapeMismatch, NoGradient.</exception>
    void Step(IReadOnlyList<Tensor?> gradients);

    /// <summary>Sets the <c>.grad</c> of the parameters to null.</summary>
    void ZeroGrad();

    /// <summary>Copies of all that a later step depends on, by names such as <c>0.exp_avg</c> (parameter 0). The caller owns them.</summary>
    IReadOnlyDictionary<string, Tensor> ExportState();

    /// <summary>Takes over a state that <see cref="ExportState"/> gave; nothing is changed where it does not fit.</summary>
    /// <exception cref="AutogradPSException">OptimizerStateMismatch.</exception>
    void ImportState(IReadOnlyDictionary<string, Tensor> state);
}
