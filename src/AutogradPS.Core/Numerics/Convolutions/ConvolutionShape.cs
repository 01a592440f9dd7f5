namespace AutogradPS.Numerics.Convolutions;

/// <summary>The sizes of a 2-d convolution from a large image to a small one.</summary>
/// <param name="Large">The convolution's input.</param>
/// <param name="Small">Its output.</param>
/// <param name="Rows">Heights.</param>
/// <param name="Columns">Widths.</param>
internal sealed record ConvolutionShape(ImageShape Large, ImageShape Small, ConvolutionAxis Rows, ConvolutionAxis Columns)
{
    /// <summary>Taps of the kernel.</summary>
    public int Taps => Rows.Kernel * Columns.Kernel;

    /// <summary>Values of a window: channels of the large image times taps.</summary>
    public int Window => Large.Channels * Taps;

    /// <summary>Multiply-adds of a sample, those with zeros outside the image included.</summary>
    public long Work => (long)Small.Size * Window;
}
