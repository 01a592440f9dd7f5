using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradPS.Numerics.Convolutions;

/// <summary>
/// A convolution as a matrix product over its windows, each copied out as a row of [height, width, large channels] values ("patches"). For any number of channels;
/// the way for the few that images have.
/// </summary>
internal sealed unsafe class PatchConvolution(ConvolutionShape shape) : Convolution
{
    private const int Height = ProductKernel.Height, Width = ProductKernel.Width;

    private readonly MatrixBuffer weight = new(shape.Small.Channels, shape.Window); // in the patches' order
    private readonly MatrixBuffer gradient = new((shape.Small.Channels + Height - 1) / Height * Height, shape.Window);

    private int Positions => shape.Small.Positions;

    // Samples whose patches fit into a core's second cache.
    private int Together => Math.Clamp(65536 / (Positions * shape.Window), 1, Height);

    // A thread's memory for them.
    private Matrix Patches => Scratch.Rent(Scratch.Use.Patches, Together * Positions, shape.Window);

    private Matrix PositionValues => Scratch.Rent(Scratch.Use.Positions, Together * Positions, shape.Small.Channels);


    /// <inheritdoc/>
    public override void Load(Matrix weight, int part, int parts)
    {
        for (int row = shape.Small.Channels * part / parts; row < shape.Small.Channels * (part + 1) / parts; row++)
        {
            float* from = weight.Row(row), to = this.weight.View.Row(row);
            for (int i = 0; i < shape.Window; i++) to[i] = from[PlaceInWeight(i)];
        }
    }

    /// <inheritdoc/>
    public override void Down<TEpilogue>(Matrix large, Matrix small, RowRange rows, TEpilogue epilogue)
    {
        Matrix values = PositionValues, patches = Patches;
        float* image = Scratch.Image(shape.Small.Size);
        foreach ((int first, int count) in rows.Tiles(Together))
        {
            for (int sample = first; sample < first + count; sample++) Take(large.Row(sample), patches, (sample - first) * Positions);
            MatrixProduct.ByRowsOfBoth(patches, weight.View, values, new RowRange(0, count * Positions), default(Sums));
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
        foreach ((int first, int count) in rows.Tiles(Together))
        {
            for (int sample = first; sample < first + count; sample++)
                for (int position = 0; position < Positions; position++)
                    Copy(small.Row(sample) + (position * shape.Small.Channels), values.Row(((sample - first) * Positions) + position), shape.Small.Channels);
            MatrixProduct.ByRows(values, weight.View, patches, new RowRange(0, count * Positions), default(Sums));
            for (int sample = first; sample < first + count; sample++)
            {
                Give(patches, (sample - first) * Positions, image);
                VectorRows.Through(image, sample, large.Row(sample), shape.Large.Size, epilogue);
            }
        }
    }

    /// <inheritdoc/>
    public override void Weight(Matrix large, Matrix small, Matrix target, int part, int parts, Portion portion)
    {
        int tall = (shape.Small.Channels + Height - 1) / Height, tiles = tall * ((shape.Window + Width - 1) / Width), firstTile = tiles * part / parts, lastTile = tiles * (part + 1) / parts;
        if (firstTile == lastTile) return;
        Matrix patches = Patches, sums = gradient.View;
        for (int sample = 0; sample < large.Rows; sample += Together)
        {
            int count = Math.Min(Together, large.Rows - sample);
            for (int i = 0; i < count; i++) Take(large.Row(sample + i), patches, i * Positions);
            GridCounts counts = new(count, 1, Positions);
            for (int tile = firstTile; tile < lastTile; tile++)
            {
                int row = tile % tall * Height, column = tile / tall * Width;
                ProductKernel.ByColumns(new GridPointer(small.Row(sample) + row, shape.Small.Channels, Line: small.Stride), new GridPointer(patches.Row(0) + column, patches.Stride, Line: (nint)Positions * patches.Stride),
                    counts, sums.Row(row) + column, sums.Stride, add: !portion.IsFirst || sample > 0);
            }
        }
        if (!portion.IsLast) return;
        for (int tile = firstTile; tile < lastTile; tile++)
        {
            int row = tile % tall * Height, column = tile / tall * Width;
            for (int r = row; r < Math.Min(row + Height, shape.Small.Channels); r++)
                for (int i = column; i < Math.Min(column + Width, shape.Window); i++) target.Row(r)[PlaceInWeight(i)] = sums.Row(r)[i];
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
                for (int r = 0; r < rows; r++)
                    Copy(image + ((((atRow + r) * from.Width) + at) * from.Channels), patch + ((((tapRow + r) * shape.Columns.Kernel) + tap) * from.Channels), columns * from.Channels);
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
                for (int r = 0; r < rows; r++)
                {
                    float* source = patch + ((((tapRow + r) * shape.Columns.Kernel) + tap) * to.Channels), target = image + ((((atRow + r) * to.Width) + at) * to.Channels);
                    Add(source, target, columns * to.Channels);
                }
            }
        }
    }

    // Of a value of a patch, [height, width, channels], its place in a row of the weight, [channels, height, width].
    private int PlaceInWeight(int i) => (i % shape.Large.Channels * shape.Taps) + (i / shape.Large.Channels);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* from, float* to, int count)
    {
        int i = 0;
        for (; i <= count - 16; i += 16) (Vector512.Load(to + i) + Vector512.Load(from + i)).Store(to + i);
        for (; i < count; i++) to[i] += from[i];
    }

    private static void Copy(float* from, float* to, int count) => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
}
