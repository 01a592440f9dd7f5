using AutogradPS.Errors;

namespace AutogradPS.Training;

/// <summary>A loss, gradient or weight became NaN or infinite: from here on every weight would.</summary>
public sealed class TrainingDivergedException : AutogradPSException
{
    private readonly string what;

    private TrainingDivergedException(string what, long iteration, string further)
        : base("TrainingDiverged", ErrorKind.InvalidResult, $"{what} Lower -LearningRate, or raise -Lambda or -CriticSteps.{further}", iteration) => this.what = what;

    /// <summary>A loss or its gradient is not finite.</summary>
    /// <param name="network">critic or generator.</param>
    /// <param name="iteration">The iteration that it happened in.</param>
    /// <param name="value">The loss.</param>
    public TrainingDivergedException(string network, long iteration, float value)
        : this(FormattableString.Invariant($"Training diverged: in iteration {iteration} the {network}'s loss is {value} or its gradient is not finite."), iteration, " There was no record before it.")
    {
    }

    /// <summary>A weight is not finite.</summary>
    /// <param name="weight">Its name.</param>
    /// <param name="iteration">The iteration after which it was looked at.</param>
    public TrainingDivergedException(string weight, long iteration)
        : this(FormattableString.Invariant($"Training diverged: after iteration {iteration} there is NaN or infinity in {weight}."), iteration, " There was no record before it.")
    {
    }

    /// <summary>The same error with the records that came before it, and how to go on.</summary>
    /// <param name="rows">The last records before it, as text; empty where there are none.</param>
    /// <param name="advice">A sentence of its own, with a space before it.</param>
    public TrainingDivergedException With(string rows, string advice) => new(what, (long)Target!,
        advice + (rows.Length > 0 ? $" The last records were:{Environment.NewLine}{rows}" : " There was no record before it."));
}
