namespace AutogradPS.Autograd.HigherOrder;

/// <summary>What <see cref="GradientCheck"/> found.</summary>
/// <param name="Passed">Every derivative agrees, and two passes gave the same.</param>
/// <param name="Order">1, or 2 for the check of second derivatives.</param>
/// <param name="ElementCount">How many derivatives were compared.</param>
/// <param name="FailedCount">How many disagree.</param>
/// <param name="MaximumError">The largest distance.</param>
/// <param name="Worst">The derivative that is farthest from agreement, relative to its tolerance; null if there was none to compare.</param>
/// <param name="IsDeterministic">Two backward passes at the same point gave the same.</param>
/// <param name="Warnings">What makes the outcome doubtful.</param>
public sealed record GradientReport(bool Passed, int Order, long ElementCount, long FailedCount, double MaximumError, GradientMismatch? Worst, bool IsDeterministic, IReadOnlyList<string> Warnings);
