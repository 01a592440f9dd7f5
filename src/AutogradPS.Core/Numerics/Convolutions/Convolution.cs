namespace AutogradPS.Numerics.Convolutions;

/// <summary>
/// The products of a 2-d convolution: a sample's row of the large image to one of the small image, back, and the gradient of the weight [small channels, large
/// channels, height, width]. A transposed convolution is the same with down and up exchanged.
/// </summary>
internal abstract class Convolution
{
    /// <summary>The way for some channels.</summary>
    public static Convolution Of(ConvolutionShape shape) => BlockedConvolution.Knows(shape) ? new BlockedConvolution(shape) : new PatchConvolution(shape);

    /// <summary>Takes over a share of the weight; all shares before the first product.</summary>
    /// <param name="weight">[small channels, window], which stays where it is until the next time.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public abstract void Load(Matrix weight, int part, int parts);

    /// <summary>small = epilogue(weight * large), for some rows.</summary>
    public abstract void Down<TEpilogue>(Matrix large, Matrix small, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue;

    /// <summary>large = epilogue(transpose(weight) * small), for some rows.</summary>
    public abstract void Up<TEpilogue>(Matrix small, Matrix large, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue;

    /// <summary>A share of the weight's gradient, summed over all rows, from the gradient of one image and the values of the other.</summary>
    /// <param name="large">Rows of the large image.</param>
    /// <param name="small">Rows of the small one.</param>
    /// <param name="target">[small channels, window], without padding.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    /// <param name="portion">Which rows they are; the target is filled with the last ones.</param>
    public abstract void Weight(Matrix large, Matrix small, Matrix target, int part, int parts, Portion portion);
}
