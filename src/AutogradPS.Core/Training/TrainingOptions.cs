namespace AutogradPS.Training;

/// <summary>What a user asked for. Null means: as the preset says.</summary>
public sealed record TrainingOptions
{
    /// <inheritdoc cref="TrainingSettings.Preset"/>
    public string? Preset { get; init; }

    /// <inheritdoc cref="TrainingSettings.Objective"/>
    public string? Objective { get; init; }

    /// <inheritdoc cref="TrainingSettings.ObjectiveScript"/>
    public string? ObjectiveScript { get; init; }

    /// <inheritdoc cref="TrainingSettings.Architecture"/>
    public string? Architecture { get; init; }

    /// <inheritdoc cref="TrainingSettings.CriticNorm"/>
    public string? CriticNorm { get; init; }

    /// <inheritdoc cref="TrainingSettings.Iterations"/>
    public long? Iterations { get; init; }

    /// <inheritdoc cref="TrainingSettings.BatchSize"/>
    public long? BatchSize { get; init; }

    /// <inheritdoc cref="TrainingSettings.CriticSteps"/>
    public int? CriticSteps { get; init; }

    /// <inheritdoc cref="TrainingSettings.Lambda"/>
    public double? Lambda { get; init; }

    /// <inheritdoc cref="TrainingSettings.Clip"/>
    public double? Clip { get; init; }

    /// <inheritdoc cref="TrainingSettings.Optimizer"/>
    public string? Optimizer { get; init; }

    /// <inheritdoc cref="TrainingSettings.LearningRate"/>
    public double? LearningRate { get; init; }

    /// <inheritdoc cref="TrainingSettings.DecayLearningRate"/>
    public bool? DecayLearningRate { get; init; }

    /// <inheritdoc cref="TrainingSettings.Beta1"/>
    public double? Beta1 { get; init; }

    /// <inheritdoc cref="TrainingSettings.Beta2"/>
    public double? Beta2 { get; init; }

    /// <inheritdoc cref="TrainingSettings.GradientMethod"/>
    public string? GradientMethod { get; init; }

    /// <inheritdoc cref="TrainingSettings.Precision"/>
    public string? Precision { get; init; }

    /// <inheritdoc cref="TrainingSettings.EmaDecay"/>
    public double? EmaDecay { get; init; }

    /// <inheritdoc cref="TrainingSettings.LatentSize"/>
    public int? LatentSize { get; init; }

    /// <inheritdoc cref="TrainingSettings.HiddenSize"/>
    public int? HiddenSize { get; init; }

    /// <inheritdoc cref="TrainingSettings.Seed"/>
    public long? Seed { get; init; }

    /// <inheritdoc cref="TrainingSettings.Device"/>
    public string? Device { get; init; }

    /// <inheritdoc cref="TrainingSettings.ThreadCount"/>
    public int? ThreadCount { get; init; }

    /// <inheritdoc cref="TrainingSettings.LogEvery"/>
    public long? LogEvery { get; init; }

    /// <inheritdoc cref="TrainingSettings.SampleEvery"/>
    public long? SampleEvery { get; init; }

    /// <inheritdoc cref="TrainingSettings.CheckpointEvery"/>
    public long? CheckpointEvery { get; init; }

    /// <inheritdoc cref="TrainingSettings.KeepCheckpoints"/>
    public int? KeepCheckpoints { get; init; }

    /// <inheritdoc cref="TrainingSettings.BestMetric"/>
    public string? BestMetric { get; init; }

    /// <inheritdoc cref="TrainingSettings.TensorBoard"/>
    public bool? TensorBoard { get; init; }

    /// <summary>Options that resolve to settings there are already.</summary>
    public static TrainingOptions Of(TrainingSettings s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return new TrainingOptions
        {
            Preset = s.Preset, Objective = s.Objective, Architecture = s.Architecture, CriticNorm = s.CriticNorm, Iterations = s.Iterations, BatchSize = s.BatchSize, CriticSteps = s.CriticSteps,
            Lambda = s.Lambda, Clip = s.Clip, Optimizer = s.Optimizer, LearningRate = s.LearningRate, DecayLearningRate = s.DecayLearningRate, Beta1 = s.Beta1,
            Beta2 = s.Beta2, EmaDecay = s.EmaDecay, GradientMethod = s.GradientMethod, Precision = s.Precision, LatentSize = s.LatentSize, HiddenSize = s.HiddenSize, Seed = s.Seed, Device = s.Device, ThreadCount = s.ThreadCount,
            LogEvery = s.LogEvery, SampleEvery = s.SampleEvery, CheckpointEvery = s.CheckpointEvery, KeepCheckpoints = s.KeepCheckpoints, BestMetric = s.BestMetric,
            TensorBoard = s.TensorBoard,
        };
    }
}
