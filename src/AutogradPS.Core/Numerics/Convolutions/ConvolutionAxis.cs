namespace AutogradPS.Numerics.Convolutions;

/// <summary>
/// One dimension of a convolution between a large image, its input, and a small one, its output: value l of the large image meets value s of the
/// small one under tap k of the kernel where l = s stride - padding + k. What lies outside the large image is zero, and left out here.
/// </summary>
/// <param name="Large">The size of the large image.</param>
/// <param name="Small">The size of the small one.</param>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">From window to window.</param>
/// <param name="Padding">Zeros before the large image.</param>
internal readonly record struct ConvolutionAxis(int Large, int Small, int Kernel, int Stride, int Padding)
{
    /// <summary>The taps that a value of the small image meets: the first, where it lies in the large image, and how many.</summary>
    public (int Tap, int At, int Count) OfSmall(int small)
    {
        int start = (small * Stride) - Padding, tap = Math.Max(0, -start);
        return (tap, start + tap, Math.Max(0, Math.Min(Kernel, Large - start) - tap));
    }

    /// <summary>Values of the large image that meet the same taps, every <see cref="Stride"/>-th: those of phase f meet the taps f, f + stride, ...</summary>
    public int PhaseOf(int large) => (large + Padding) % Stride;

    /// <summary>How many taps a phase has.</summary>
    public int TapsOf(int phase) => Math.Max(0, (Kernel - phase + Stride - 1) / Stride);

    /// <summary>
    /// The taps that a value of the large image meets, in the order of the small image, which is from the last tap to the first: the place of the first one
    /// among those of its phase in that order, where it lies in the small image, and how many.
    /// </summary>
    public (int Rank, int At, int Count) OfLarge(int large)
    {
        int taps = TapsOf(PhaseOf(large)), at = (large + Padding) / Stride, first = Math.Max(0, at - Small + 1), end = Math.Min(taps, at + 1);
        return (taps - end, at - end + 1, Math.Max(0, end - first));
    }

    /// <summary>The values that meet under a tap: the first of the small image and of the large one, and how many.</summary>
    public (int Small, int Large, int Count) OfTap(int tap)
    {
        int first = (Math.Max(0, Padding - tap) + Stride - 1) / Stride, last = Math.Min(Small - 1, FloorDivide(Large - 1 + Padding - tap, Stride));
        return (first, (first * Stride) - Padding + tap, Math.Max(0, last - first + 1));
    }

    private static int FloorDivide(int a, int b) => a >= 0 ? a / b : -1;
}
