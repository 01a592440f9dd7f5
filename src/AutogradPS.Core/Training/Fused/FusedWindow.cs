namespace AutogradPS.Training.Fused;

/// <summary>How the windows of a convolution lie; those of a transposed one with the values that are added at the end; and whether mean pooling of 2 x 2 follows.</summary>
internal sealed record FusedWindow(IReadOnlyList<long> Stride, IReadOnlyList<long> Padding, IReadOnlyList<long>? OutputPadding = null, bool IsPooled = false)
{
    /// <summary>Whether it is a transposed one's.</summary>
    public bool IsTransposed => OutputPadding is not null;
}
