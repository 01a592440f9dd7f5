namespace AutogradPS.Training;

/// <summary>Everything that decides a training run, with no value left open. Written to config.json.</summary>
/// <remarks>The defaults of the properties mean nothing: settings come from a <see cref="TrainingPreset"/>.</remarks>
public sealed record TrainingSettings
{
    /// <summary>The preset that the values not asked for came from.</summary>
    public required string Preset { get; init; }

    /// <summary>The name of the objective, see <see cref="Objectives.ObjectiveCatalog"/>; "custom" for one's own.</summary>
    public required string Objective { get; init; }

    /// <summary>The text of an objective of one's own; null for a published one.</summary>
    public string? ObjectiveScript { get; init; }

    /// <summary>mlp, dcgan or resnet; "custom" for networks that were handed over.</summary>
    public required string Architecture { get; init; }

    /// <summary>The norm between the critic's layers: none, or layer. Batch norm would make scores depend on other samples.</summary>
    public string CriticNorm { get; init; } = "none";

    /// <summary>Generator iterations in the whole run.</summary>
    public required long Iterations { get; init; }

    /// <summary>Samples in a batch, of the critic and of the generator.</summary>
    public required long BatchSize { get; init; }

    /// <summary>Critic steps before each generator step.</summary>
    public required int CriticSteps { get; init; }

    /// <summary>The weight of the penalty.</summary>
    public required double Lambda { get; init; }

    /// <summary>The bound that weights are clipped to; used by the objective wgan alone.</summary>
    public double Clip { get; init; } = 0.01;

    /// <summary>adam, rmsprop or sgd, of both networks.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The step size of both optimizers.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Whether the step size falls linearly to 0 over the run, as in WGAN-GP's CIFAR code.</summary>
    public bool DecayLearningRate { get; init; }

    /// <summary>Adam's decay of the first moment.</summary>
    public required double Beta1 { get; init; }

    /// <summary>Adam's decay of the second moment.</summary>
    public required double Beta2 { get; init; }

    /// <summary>
    /// How the steps' gradients are computed, one of <see cref="StepGradients.Names"/>; auto until the networks are there. All give the same up to rounding.
    /// </summary>
    public string GradientMethod { get; init; } = StepGradients.Auto;

    /// <summary>What the networks compute in, one of <see cref="Training.Precision.Names"/>.</summary>
    public string Precision { get; init; } = Training.Precision.Float32;

    /// <summary>The decay of the moving average of the generator's weights, see <see cref="WeightAverage"/>; 0 for none.</summary>
    public double EmaDecay { get; init; }

    /// <summary>The size of the generator's noise vector, standard normal.</summary>
    public required int LatentSize { get; init; }

    /// <summary>The width of hidden layers (mlp), or of the first feature maps (dcgan, resnet).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Decides data order, noise, interpolation and initial weights, each by a random stream of its own.</summary>
    public required long Seed { get; init; }

    /// <summary>Where tensors lie: cpu, cuda, cuda:1, ...</summary>
    public required string Device { get; init; }

    /// <summary>Threads within an operation on the CPU.</summary>
    public required int ThreadCount { get; init; }

    /// <summary>Iterations between two records.</summary>
    public required long LogEvery { get; init; }

    /// <summary>Iterations between two pictures of samples.</summary>
    public required long SampleEvery { get; init; }

    /// <summary>Iterations between two checkpoints.</summary>
    public required long CheckpointEvery { get; init; }

    /// <summary>How many of the newest checkpoints are kept.</summary>
    public int KeepCheckpoints { get; init; } = 3;

    /// <summary>What decides which checkpoint is kept as the best one, see <see cref="BestCheckpoint"/>.</summary>
    public string BestMetric { get; init; } = BestCheckpoint.None;

    /// <summary>Whether records and pictures are written as events for TensorBoard as well.</summary>
    public bool TensorBoard { get; init; }
}
