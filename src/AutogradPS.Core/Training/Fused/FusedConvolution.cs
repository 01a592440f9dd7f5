using AutogradPS.Numerics;
using AutogradPS.Numerics.Convolutions;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>A 2-d convolution, a transposed one, or one with mean pooling of 2 x 2 behind it; rows are images with the channels of a position together.</summary>
internal sealed class FusedConvolution : FusedOperation
{
    private readonly FusedStep.Affine layer;
    private readonly ConvolutionShape shape;
    private readonly Convolution convolution;
    private readonly bool isTransposed;

    /// <param name="layer">The layer.</param>
    /// <param name="shape">From the large image to the small one.</param>
    public FusedConvolution(FusedStep.Affine layer, ConvolutionShape shape)
    {
        (this.layer, this.shape, isTransposed) = (layer, shape, layer.Window!.IsTransposed);
        convolution = layer.Window.IsPooled ? new PooledConvolution(shape) : Convolution.Of(shape);
    }

    /// <inheritdoc/>
    public override int Input => isTransposed ? shape.Small.Size : shape.Large.Size;

    /// <inheritdoc/>
    public override int Output => isTransposed ? shape.Large.Size : shape.Small.Size;

    /// <inheritdoc/>
    public override long Work => shape.Work;

    /// <inheritdoc/>
    public override void Prepare(int part, int parts) => (convolution as PooledConvolution)?.Pool(View(layer.Weight), part, parts);

    /// <inheritdoc/>
    public override void Load(int part, int parts) => convolution.Load(View(layer.Weight), part, parts);

    /// <inheritdoc/>
    public override void Product<TEpilogue>(Matrix input, Matrix value, RowRange rows, TEpilogue epilogue)
    {
        if (isTransposed) convolution.Up(input, value, rows, epilogue);
        else convolution.Down(input, value, rows, epilogue);
    }

    /// <inheritdoc/>
    public override void Transposed<TEpilogue>(Matrix gradient, Matrix result, RowRange rows, TEpilogue epilogue)
    {
        if (isTransposed) convolution.Down(gradient, result, rows, epilogue);
        else convolution.Up(gradient, result, rows, epilogue);
    }

    /// <inheritdoc/>
    public override void WeightGradient(Matrix gradient, Matrix input, FusedGradients targets, int part, int parts, Portion portion)
    {
        (Matrix large, Matrix small) = isTransposed ? (gradient, input) : (input, gradient);
        convolution.Weight(large, small, View(targets.OfWeight(layer)), part, parts, portion);
    }

    /// <inheritdoc/>
    public override void FinishGradient(FusedGradients targets, int part, int parts) => (convolution as PooledConvolution)?.Unpool(View(targets.OfWeight(layer)), part, parts);

    private static Matrix View(Tensor weight) => FusedLinear.View(weight, (int)weight.shape[0], (int)(weight.numel() / weight.shape[0]));
}
