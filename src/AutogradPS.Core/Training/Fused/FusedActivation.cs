namespace AutogradPS.Training.Fused;

/// <summary>What stands behind a layer: nothing (slope 1), ReLU (0), LeakyReLU, or tanh.</summary>
/// <param name="Slope">For negative values, 0 to 1; 1 before tanh.</param>
/// <param name="IsTanh">True for tanh.</param>
internal readonly record struct FusedActivation(float Slope, bool IsTanh = false)
{
    /// <summary>No activation.</summary>
    public static FusedActivation None { get; } = new(1);

    /// <summary>Whether it makes many values zero.</summary>
    public bool LeavesZeros => Slope == 0 && !IsTanh;
}
