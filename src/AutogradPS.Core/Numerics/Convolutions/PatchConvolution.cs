using System.Runtime.CompilerServices;

namespace AutogradPS.Numerics.Convolutions;

/// <summary>
/// A convolution as a matrix product over its windows, each copied out as a row of [large channels, height, width] values ("patches"). For any number of channels;
/// the way for the few that images have.
/// </summary>
internal sealed unsafe class PatchConvolution(ConvolutionShape shape) : Convolution
{
    private const int Height = ProductKernel.Height, Width = ProductKernel.Width;

    private readonly MatrixBuffer gradient = new((shape.Small.Channels + Height - 1) / Height * Height, shape.Window);

    private Matrix weight; // read where it lies

    private int Positions => shape.Small.Positions;

    // A thread's memory for a tile of samples.
    private Matrix Patches => Scratch.Rent(Scratch.Use.Patches, Height * Positions, shape.Window);

    private Matrix PositionValues => Scratch.Rent(Scratch.Use.Positions, Height * Positions, shape.Small.Channels);


    /// <inheritdoc/>
    public override void Load(Matrix weight, int part, int parts)
    {
        if (part == 0) this.weight = weight;
    }

    /// <inheritdoc/>
    public override void Down<TEpilogue>(Matrix large, Matrix small, RowRange rows, TEpilogue epilogue)
    {
        Matrix values = PositionValues, patches = Patches;
        float* image = Scratch.Image(shape.Small.Size);
        foreach ((int first, int count) in rows.Tiles())
        {
            for (int sample = first; sample < first + count; sample++) Take(large.Row(sample), patches, (sample - first) * Positions);
            MatrixProduct.ByRowsOfBoth(patches, weight, values, new RowRange(0, count * Positions), default(Sums));
            for (int sample = first; sample < first + count; sample++)
            {
                for (int position = 0; position < Positions; position++)
                    Copy(values.Row(((sample - first) * Positions) + position), image + (position * shape.Small.Channels), shape.Small.Channels);
                VectorRows.Through(image, sample, small.Row(sample), shape.Small.Size, epilogue);
            }
        }
    }

    /// <inheritdoc/>
    public override void Up<TEpilogue>(Matrix small, Matrix large, RowRange rows, TEpilogue epilogue)
    {
        Matrix values = PositionValues, patches = Patches;
        float* image = Scratch.Image(shape.Large.Size);
        foreach ((int first, int count) in rows.Tiles())
        {
            for (int sample = first; sample < first + count; sample++)
                for (int position = 0; position < Positions; position++)
                    Copy(small.Row(sample) + (position * shape.Small.Channels), values.Row(((sample - first) * Positions) + position), shape.Small.Channels);
            MatrixProduct.ByRows(values, weight, patches, new RowRange(0, count * Positions), default(Sums));
            for (int sample = first; sample < first + count; sample++)
            {
                Give(patches, (sample - first) * Positions, image);
                VectorRows.Through(image, sample, large.Row(sample), shape.Large.Size, epilogue);
            }
        }
    }

    /// <inheritdoc/>
    public override void Weight(Matrix large, Matrix small, Matrix target, int part, int parts)
    {
        int tall = (shape.Small.Channels + Height - 1) / Height, tiles = tall * ((shape.Window + Width - 1) / Width), firstTile = tiles * part / parts, lastTile = tiles * (part + 1) / parts;
        if (firstTile == lastTile) return;
        Matrix patches = Patches, sums = gradient.View;
        for (int sample = 0; sample < large.Rows; sample += Height)
        {
            int count = Math.Min(Height, large.Rows - sample);
            for (int i = 0; i < count; i++) Take(large.Row(sample + i), patches, i * Positions);
            GridCounts counts = new(count, 1, Positions);
            for (int tile = firstTile; tile < lastTile; tile++)
            {
                int row = tile % tall * Height, column = tile / tall * Width;
                ProductKernel.ByColumns(new GridPointer(small.Row(sample) + row, shape.Small.Channels, Line: small.Stride), new GridPointer(patches.Row(0) + column, patches.Stride, Line: (nint)Positions * patches.Stride),
                    counts, sums.Row(row) + column, sums.Stride, add: sample > 0);
            }
        }
        for (int tile = firstTile; tile < lastTile; tile++)
        {
            int row = tile % tall * Height, column = tile / tall * Width, columns = Math.Min(Width, shape.Window - column);
            for (int r = row; r < Math.Min(row + Height, shape.Small.Channels); r++)
                Copy(sums.Row(r) + column, target.Row(r) + column, columns);
        }
    }

    // An image's windows become rows of the patches.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(float* image, Matrix patches, int first)
    {
        (ImageShape from, ImageShape to) = (shape.Large, shape.Small);
        for (int row = 0; row < to.Height; row++)
        {
            (int tapRow, int atRow, int rows) = shape.Rows.OfSmall(row);
            for (int column = 0; column < to.Width; column++)
            {
                (int tap, int at, int columns) = shape.Columns.OfSmall(column);
                float* patch = patches.Row(first + (row * to.Width) + column);
                if (rows * columns < shape.Taps) new Span<float>(patch, shape.Window).Clear();
                for (int channel = 0; channel < from.Channels; channel++)
                {
                    for (int r = 0; r < rows; r++)
                    {
                        float* source = image + ((((atRow + r) * from.Width) + at) * from.Channels) + channel, target = patch + (channel * shape.Taps) + ((tapRow + r) * shape.Columns.Kernel) + tap;
                        for (int c = 0; c < columns; c++) target[c] = source[c * from.Channels];
                    }
                }
            }
        }
    }

    // Rows of the patches are added up where their windows lie in the image.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Give(Matrix patches, int first, float* image)
    {
        (ImageShape from, ImageShape to) = (shape.Small, shape.Large);
        new Span<float>(image, to.Size).Clear();
        for (int row = 0; row < from.Height; row++)
        {
            (int tapRow, int atRow, int rows) = shape.Rows.OfSmall(row);
            for (int column = 0; column < from.Width; column++)
            {
                (int tap, int at, int columns) = shape.Columns.OfSmall(column);
                float* patch = patches.Row(first + (row * from.Width) + column);
                for (int channel = 0; channel < to.Channels; channel++)
                {
                    for (int r = 0; r < rows; r++)
                    {
                        float* source = patch + (channel * shape.Taps) + ((tapRow + r) * shape.Columns.Kernel) + tap, target = image + ((((atRow + r) * to.Width) + at) * to.Channels) + channel;
                        for (int c = 0; c < columns; c++) target[c * to.Channels] += source[c];
                    }
                }
            }
        }
    }

    private static void Copy(float* from, float* to, int count) => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
}
