namespace AutogradPS.Numerics;

/// <summary>Which of the portions of a batch that a sum over all of its rows is made of, one after the other. The sum is the same to the last bit however the batch is divided.</summary>
/// <param name="IsFirst">Whether the sum begins with it.</param>
/// <param name="IsLast">Whether the sum is complete then.</param>
internal readonly record struct Portion(bool IsFirst, bool IsLast)
{
    /// <summary>The whole batch.</summary>
    public static Portion Whole { get; } = new(true, true);
}
