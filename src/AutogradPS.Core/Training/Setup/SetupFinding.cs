namespace AutogradPS.Training.Setup;

/// <summary>Something about a training that should be known before hours are spent.</summary>
/// <param name="Severity">What it means for the training.</param>
/// <param name="Check">The check that found it: Data, Generator, Critic, BatchNorm, Head, Dependence, Weights, Gradient, Penalty, Memory or Disk.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record SetupFinding(SetupSeverity Severity, string Check, string Reason, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Check}: {Reason} {Remedy}";
}
