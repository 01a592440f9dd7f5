using System.Runtime.CompilerServices;

namespace AutogradPS.Numerics.Convolutions;

/// <summary>
/// A convolution of stride 1 with mean pooling of 2 x 2 behind it, as one convolution of stride 2 whose kernel is the mean of the four kernels shifted by a tap: of a kernel of
/// 3 x 3, 16 multiply-adds take the place of 36.
/// </summary>
internal sealed unsafe class PooledConvolution : Convolution
{
    private readonly ConvolutionShape shape;
    private readonly Convolution convolution;
    private readonly MatrixBuffer pooled, gradient;
    private readonly int height, width; // of the kernel before pooling

    /// <param name="shape">From the image that goes in to the pooled one; its kernel has a tap more in each dimension than the weight, and its stride is 2.</param>
    public PooledConvolution(ConvolutionShape shape)
    {
        this.shape = shape;
        convolution = Of(shape);
        (height, width) = (shape.Rows.Kernel - 1, shape.Columns.Kernel - 1);
        pooled = new MatrixBuffer(1, shape.Small.Channels * shape.Window);
        gradient = new MatrixBuffer(1, shape.Small.Channels * shape.Window);
    }

    private Matrix Weights => View(pooled);

    private Matrix Gradients => View(gradient);

    /// <summary>Makes a share of the kernel that is used; all shares before <see cref="Load"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pool(Matrix source, int part, int parts)
    {
        int kernels = shape.Small.Channels * shape.Large.Channels, taps = shape.Taps;
        for (int kernel = (int)((long)kernels * part / parts); kernel < (int)((long)kernels * (part + 1) / parts); kernel++)
        {
            float* from = source.Row(0) + ((nint)kernel * height * width), to = Weights.Row(0) + ((nint)kernel * taps);
            new Span<float>(to, taps).Clear();
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    float quarter = from[(row * width) + column] / 4;
                    float* at = to + (row * (width + 1)) + column;
                    at[0] += quarter;
                    at[1] += quarter;
                    at[width + 1] += quarter;
                    at[width + 2] += quarter;
                }
            }
        }
    }

    /// <summary>A share of the weight's gradient from that of the kernel that is used; after all shares of <see cref="Weight"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Unpool(Matrix target, int part, int parts)
    {
        int kernels = shape.Small.Channels * shape.Large.Channels, taps = shape.Taps;
        for (int kernel = (int)((long)kernels * part / parts); kernel < (int)((long)kernels * (part + 1) / parts); kernel++)
        {
            float* from = Gradients.Row(0) + ((nint)kernel * taps), to = target.Row(0) + ((nint)kernel * height * width);
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    float* at = from + (row * (width + 1)) + column;
                    to[(row * width) + column] = (at[0] + at[1] + at[width + 1] + at[width + 2]) / 4;
                }
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>The weight is what <see cref="Pool"/> has made.</remarks>
    public override void Load(Matrix weight, int part, int parts) => convolution.Load(Weights, part, parts);

    /// <inheritdoc/>
    public override void Down<TEpilogue>(Matrix large, Matrix small, RowRange rows, TEpilogue epilogue) => convolution.Down(large, small, rows, epilogue);

    /// <inheritdoc/>
    public override void Up<TEpilogue>(Matrix small, Matrix large, RowRange rows, TEpilogue epilogue) => convolution.Up(small, large, rows, epilogue);

    /// <inheritdoc/>
    /// <remarks>The target is filled by <see cref="Unpool"/>.</remarks>
    public override void Weight(Matrix large, Matrix small, Matrix target, int part, int parts, Portion portion) => convolution.Weight(large, small, Gradients, part, parts, portion);

    private Matrix View(MatrixBuffer buffer) => new(buffer.View.Data, shape.Small.Channels, shape.Window, shape.Window);
}
