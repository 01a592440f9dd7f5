using static TorchSharp.torch;

namespace AutogradPS.Numerics.Convolutions;

/// <summary>
/// The products of a 2-d convolution: a sample's row of the large image to one of the small image, back, and the gradient of the weight [small channels, large
/// channels, height, width]. A transposed convolution is the same with down and up exchanged.
/// </summary>
internal abstract class Convolution
{
    /// <summary>The way for some channels.</summary>
    public static Convolution Of(ConvolutionShape shape, Tensor weight) =>
        BlockedConvolution.Knows(shape) ? new BlockedConvolution(shape, weight) : new PatchConvolution(shape, weight);

    /// <summary>Takes over a share of the weight.</summary>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public abstract void Load(int part, int parts);

    /// <summary>small = epilogue(weight * large), for some rows.</summary>
    public abstract void Down<TEpilogue>(Matrix large, Matrix small, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue;

    /// <summary>large = epilogue(transpose(weight) * small), for some rows.</summary>
    public abstract void Up<TEpilogue>(Matrix small, Matrix large, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue;

    /// <summary>A share of the weight's gradient, summed over all rows, from the gradient of one image and the values of the other.</summary>
    public abstract void Weight(Matrix large, Matrix small, Tensor target, int part, int parts);
}
