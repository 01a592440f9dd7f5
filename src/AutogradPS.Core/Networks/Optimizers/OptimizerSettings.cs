namespace AutogradPS.Networks.Optimizers;

/// <summary>The numbers of an optimizer, with PyTorch's names and defaults. Those that an optimizer does not have are ignored by it.</summary>
public sealed record OptimizerSettings
{
    /// <summary>The step size; null for PyTorch's default: 0.001, for rmsprop 0.01, for sgd 0.001.</summary>
    public double? LearningRate { get; init; }

    /// <summary>adam, adamw: decay of the mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>adam, adamw: decay of the mean of squared gradients.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>adam, adamw, rmsprop: added to the denominator.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Pull of the weights towards 0; null for PyTorch's default: 0, for adamw 0.01 (and apart from the gradient there).</summary>
    public double? WeightDecay { get; init; }

    /// <summary>sgd, rmsprop: share of the step before that is taken again.</summary>
    public double Momentum { get; init; }

    /// <summary>sgd: Nesterov's momentum.</summary>
    public bool Nesterov { get; init; }

    /// <summary>rmsprop: decay of the mean of squared gradients.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>rmsprop: divide by the standard deviation of the gradients rather than their root mean square.</summary>
    public bool Centered { get; init; }
}
