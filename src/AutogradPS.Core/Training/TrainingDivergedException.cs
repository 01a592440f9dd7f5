using AutogradPS.Errors;

namespace AutogradPS.Training;

/// <summary>A loss or gradient became NaN or infinite: from here on every weight would.</summary>
/// <param name="network">critic or generator.</param>
/// <param name="iteration">The iteration that it happened in.</param>
/// <param name="value">The number.</param>
/// <param name="rows">The last records before it, as text; empty where there are none.</param>
public sealed class TrainingDivergedException(string network, long iteration, float value, string rows = "")
    : AutogradPSException("TrainingDiverged", ErrorKind.InvalidResult, Text(network, iteration, value, rows), iteration)
{
    /// <summary>The same error with the records that came before it.</summary>
    public TrainingDivergedException WithRows(string lastRows) => new(network, iteration, value, lastRows);

    private static string Text(string network, long iteration, float value, string rows) => FormattableString.Invariant(
        $"Training diverged: in iteration {iteration} the {network}'s loss is {value} or its gradient is not finite. Lower -LearningRate, or raise -Lambda or -CriticSteps.")
        + (rows.Length > 0 ? $" The last records were:{Environment.NewLine}{rows}" : " There was no record before it.");
}
