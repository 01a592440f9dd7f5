namespace AutogradPS.Numerics;

/// <summary>
/// The terms of a sum in the kernel: runs of values that lie together in a row of the left factor, and of as many rows that lie together in the
/// panel. A matrix product has one run; a convolution has one for every line of its window that lies within the image.
/// </summary>
/// <param name="Left">The first value of the first run, in a row of the left factor.</param>
/// <param name="LeftStep">Values from there to the next run.</param>
/// <param name="Panel">The first value of the first run's rows, in the panel.</param>
/// <param name="PanelStep">Values from there to the next run's.</param>
/// <param name="Count">How many runs.</param>
/// <param name="Length">How many terms a run has.</param>
internal readonly record struct DepthRuns(nint Left, nint LeftStep, nint Panel, nint PanelStep, int Count, int Length)
{
    /// <summary>All values of a row.</summary>
    public static DepthRuns Whole(int depth) => new(0, 0, 0, 0, 1, depth);
}
