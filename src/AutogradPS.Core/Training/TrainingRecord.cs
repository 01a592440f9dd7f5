using CsvHelper;

namespace AutogradPS.Training;

/// <summary>What one logged generator iteration measured: a row of metrics.csv, and what Start-WganTraining writes.</summary>
/// <remarks>
/// Losses, scores and norms are those of the iteration's last critic batch and of its generator batch, each before the step that
/// they led to. The columns of metrics.csv depend on the settings and the seed alone; what the clock and the machine decide
/// (elapsed time, rate, memory) goes to timing.csv. Columns are only ever added at the end: a file of an earlier version is a file of this one
/// with columns missing there.
/// </remarks>
[CsvRecord]
public sealed partial record TrainingRecord
{
    /// <summary>Generator iterations done.</summary>
    public required long Iteration { get; init; }

    /// <summary>What the critic minimised, penalty included.</summary>
    public required float CriticLoss { get; init; }

    /// <summary>What the generator minimised.</summary>
    public required float GeneratorLoss { get; init; }

    /// <summary>
    /// mean D(real) - mean D(generated): the critic's estimate of the Wasserstein distance, positive, without the penalty; nothing for
    /// objectives whose scores are no potential (dragan, r1, sn).
    /// </summary>
    public float? WassersteinEstimate { get; init; }

    /// <summary>The penalty, not yet multiplied by lambda; nothing for objectives without one.</summary>
    public float? GradientPenalty { get; init; }

    /// <summary>The mean over samples of the norm of the critic's gradient at the points the penalty looks at.</summary>
    public float? GradientNormMean { get; init; }

    /// <summary>The standard deviation of those norms.</summary>
    public float? GradientNormStd { get; init; }

    /// <summary>The least of those norms.</summary>
    public float? GradientNormMin { get; init; }

    /// <summary>The median of those norms.</summary>
    public float? GradientNormMedian { get; init; }

    /// <summary>Their 95th percentile.</summary>
    public float? GradientNormP95 { get; init; }

    /// <summary>The greatest of those norms.</summary>
    public float? GradientNormMax { get; init; }

    /// <summary>mean D(real).</summary>
    public required float RealScore { get; init; }

    /// <summary>mean D(generated).</summary>
    public required float GeneratedScore { get; init; }

    /// <summary>The norm of the critic's parameter gradient, all parameters together.</summary>
    public required float CriticGradientNorm { get; init; }

    /// <summary>The norm of the generator's parameter gradient.</summary>
    public required float GeneratorGradientNorm { get; init; }

    /// <summary>The step size that the iteration used.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The run's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The mean over the batch of real samples of the norm of the critic's gradient there, whatever the objective; see <see cref="CriticSlopes"/>.</summary>
    public float? RealGradientNormMean { get; init; }

    /// <summary>The standard deviation of those norms.</summary>
    public float? RealGradientNormStd { get; init; }

    /// <summary>The greatest of those norms.</summary>
    public float? RealGradientNormMax { get; init; }

    /// <summary>The mean over the batch of generated samples of the norm of the critic's gradient there.</summary>
    public float? GeneratedGradientNormMean { get; init; }

    /// <summary>The standard deviation of those norms.</summary>
    public float? GeneratedGradientNormStd { get; init; }

    /// <summary>The greatest of those norms.</summary>
    public float? GeneratedGradientNormMax { get; init; }

    /// <summary>The name of the run.</summary>
    [CsvIgnore]
    public string Run { get; init; } = "";

    /// <summary>The run's directory.</summary>
    [CsvIgnore]
    public string Path { get; init; } = "";

    /// <summary>Seconds of training since the run (or its resumption) started.</summary>
    [CsvIgnore]
    public double ElapsedSeconds { get; init; }

    /// <summary>Generator iterations a second since the record before.</summary>
    [CsvIgnore]
    public double IterationsPerSecond { get; init; }

    /// <summary>Memory of the process that is in RAM, in MiB.</summary>
    [CsvIgnore]
    public double ResidentMiB { get; init; }
}
