using AutogradPS.Numerics;
using AutogradPS.Numerics.Convolutions;

namespace AutogradPS.Training.Fused;

/// <summary>The mean of every channel over the positions of an image.</summary>
internal sealed unsafe class FusedMean(ImageShape image) : FusedOperation
{
    /// <inheritdoc/>
    public override int Input => image.Size;

    /// <inheritdoc/>
    public override int Output => image.Channels;

    /// <inheritdoc/>
    public override long Work => image.Size;

    /// <inheritdoc/>
    public override void Product<TEpilogue>(Matrix input, Matrix value, RowRange rows, TEpilogue epilogue)
    {
        float* means = Scratch.Image(Output);
        foreach ((int first, int count) in rows.Tiles())
        {
            for (int row = first; row < first + count; row++)
            {
                float* at = input.Row(row);
                for (int channel = 0; channel < image.Channels; channel++)
                {
                    double sum = 0;
                    for (int i = channel; i < image.Size; i += image.Channels) sum += at[i];
                    means[channel] = (float)(sum / image.Positions);
                }
                VectorRows.Through(means, row, value.Row(row), Output, epilogue);
            }
        }
    }

    /// <inheritdoc/>
    public override void Transposed<TEpilogue>(Matrix gradient, Matrix result, RowRange rows, TEpilogue epilogue)
    {
        float* shares = Scratch.Image(Input);
        foreach ((int first, int count) in rows.Tiles())
        {
            for (int row = first; row < first + count; row++)
            {
                float* at = gradient.Row(row);
                for (int i = 0; i < image.Size; i++) shares[i] = at[i % image.Channels] / image.Positions;
                VectorRows.Through(shares, row, result.Row(row), Input, epilogue);
            }
        }
    }
}
