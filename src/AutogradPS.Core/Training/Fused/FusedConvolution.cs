using AutogradPS.Numerics;
using AutogradPS.Numerics.Convolutions;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>A 2-d convolution, or a transposed one, whose rows are images with their channels together.</summary>
internal sealed class FusedConvolution : FusedLayer
{
    private readonly ConvolutionShape shape;
    private readonly Convolution convolution;
    private readonly bool isTransposed;

    /// <param name="shape">From the large image to the small one.</param>
    /// <param name="isTransposed">True where the layer leads from the small image to the large one.</param>
    /// <param name="weight">[small channels, large channels, height, width], float32 in the CPU's memory.</param>
    /// <param name="bias">[channels that come out].</param>
    /// <param name="activation">What stands behind it.</param>
    public FusedConvolution(ConvolutionShape shape, bool isTransposed, Tensor weight, Tensor bias, FusedActivation activation)
        : base(bias, activation, isTransposed ? shape.Small.Size : shape.Large.Size, Channels(isTransposed ? shape.Large : shape.Small))
    {
        (this.shape, this.isTransposed) = (shape, isTransposed);
        convolution = Convolution.Of(shape, weight);
    }

    /// <inheritdoc/>
    public override long Work => shape.Work;

    /// <inheritdoc/>
    public override void WeightGradient(Matrix gradient, Matrix input, Tensor target, int part, int parts)
    {
        if (isTransposed) convolution.Weight(gradient, input, target, part, parts);
        else convolution.Weight(input, gradient, target, part, parts);
    }

    /// <inheritdoc/>
    protected override void LoadWeight(int part, int parts) => convolution.Load(part, parts);

    /// <inheritdoc/>
    protected override void Product<TEpilogue>(Matrix input, Matrix value, RowRange rows, TEpilogue epilogue)
    {
        if (isTransposed) convolution.Up(input, value, rows, epilogue);
        else convolution.Down(input, value, rows, epilogue);
    }

    /// <inheritdoc/>
    protected override void Transposed<TEpilogue>(Matrix gradient, Matrix result, RowRange rows, TEpilogue epilogue)
    {
        if (isTransposed) convolution.Down(gradient, result, rows, epilogue);
        else convolution.Up(gradient, result, rows, epilogue);
    }

    private static int[] Channels(ImageShape image) => [.. Enumerable.Range(0, image.Size).Select(i => i % image.Channels)];
}
