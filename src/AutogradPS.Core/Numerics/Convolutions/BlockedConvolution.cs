using System.Runtime.CompilerServices;

namespace AutogradPS.Numerics.Convolutions;

/// <summary>
/// A convolution in blocks of 32 channels: eight samples at one position make a tile, whose windows begin at the same place and lack the same taps at the image's
/// edge. So there is nothing to copy and nothing to pad, and zeros outside the image are never multiplied.
/// </summary>
internal sealed unsafe class BlockedConvolution : Convolution
{
    /// <summary>Rows that a tile of the weight's gradient is summed over at once: their images stay in a core's cache meanwhile.</summary>
    public const int Depth = 16;

    private const int Height = ProductKernel.Height, Width = ProductKernel.Width;

    private readonly ConvolutionShape shape;
    private readonly ConvolutionPanels panels;
    private readonly MatrixBuffer gradient;

    /// <param name="shape">One that <see cref="Knows"/>.</param>
    public BlockedConvolution(ConvolutionShape shape)
    {
        this.shape = shape;
        panels = new ConvolutionPanels(shape);
        gradient = new MatrixBuffer(1, shape.Small.Channels * shape.Window);
    }

    /// <summary>Whether both images have whole blocks of channels.</summary>
    public static bool Knows(ConvolutionShape shape) => shape.Large.Channels % Width == 0 && shape.Small.Channels % Width == 0;

    /// <inheritdoc/>
    public override void Load(Matrix weight, int part, int parts) => panels.Load(weight, part, parts);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Down<TEpilogue>(Matrix large, Matrix small, RowRange rows, TEpilogue epilogue)
    {
        (ImageShape from, ImageShape to) = (shape.Large, shape.Small);
        foreach ((int sample, int count) in rows.Tiles())
        {
            for (int channel = 0; channel < to.Channels; channel += Width)
            {
                float* panel = panels.Down(channel / Width);
                for (int row = 0; row < to.Height; row++)
                {
                    (int tapRow, int atRow, int lines) = shape.Rows.OfSmall(row);
                    for (int column = 0; column < to.Width; column++)
                    {
                        (int tap, int at, int length) = shape.Columns.OfSmall(column);
                        DepthRuns runs = new((nint)((atRow * from.Width) + at) * from.Channels, from.Width * from.Channels,
                            (nint)((tapRow * shape.Columns.Kernel) + tap) * from.Channels * Width, (nint)shape.Columns.Kernel * from.Channels * Width, lines, length * from.Channels);
                        ProductKernel.ByRows(large, count, panel, runs, small, sample, (((row * to.Width) + column) * to.Channels) + channel, epilogue);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Up<TEpilogue>(Matrix small, Matrix large, RowRange rows, TEpilogue epilogue)
    {
        (ImageShape from, ImageShape to) = (shape.Small, shape.Large);
        foreach ((int sample, int count) in rows.Tiles())
        {
            for (int channel = 0; channel < to.Channels; channel += Width)
            {
                for (int phase = 0; phase < panels.Phases; phase++)
                {
                    PhasePanel panel = panels.Up(channel / Width, phase);
                    for (int row = panel.Row; row < to.Height; row += shape.Rows.Stride)
                    {
                        (int rankRow, int atRow, int lines) = shape.Rows.OfLarge(row);
                        for (int column = panel.Column; column < to.Width; column += shape.Columns.Stride)
                        {
                            (int rank, int at, int length) = shape.Columns.OfLarge(column);
                            DepthRuns runs = new((nint)((atRow * from.Width) + at) * from.Channels, from.Width * from.Channels,
                                (nint)((rankRow * panel.Width) + rank) * from.Channels * Width, (nint)panel.Width * from.Channels * Width, lines, length * from.Channels);
                            ProductKernel.ByRows(small, count, panel.Data, runs, large, sample, (((row * to.Width) + column) * to.Channels) + channel, epilogue);
                        }
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Weight(Matrix large, Matrix small, Matrix target, int part, int parts, Portion portion)
    {
        // A share is some blocks of channels of the small image, or some of their kernel's lines: [block][tap][large channel][32].
        int lines = shape.Rows.Kernel, units = shape.Small.Channels / Width * lines;
        for (int unit = units * part / parts, end = units * (part + 1) / parts; unit < end;)
        {
            int block = unit / lines, first = unit % lines, last = Math.Min(lines, first + end - unit);
            Sum(large, small, block, first, last, !portion.IsFirst);
            if (portion.IsLast) panels.Give(gradient.View.Row(0), block, first, last, target);
            unit += last - first;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum(Matrix large, Matrix small, int block, int firstLine, int lastLine, bool add)
    {
        int inner = shape.Large.Channels, outer = shape.Small.Channels, lineLarge = shape.Large.Width * inner, lineSmall = shape.Small.Width * outer;
        for (int sample = 0; sample < large.Rows; sample += Depth)
        {
            for (int tapRow = firstLine; tapRow < lastLine; tapRow++)
            {
                (int smallRow, int largeRow, int rows) = shape.Rows.OfTap(tapRow);
                for (int tap = 0; tap < shape.Columns.Kernel; tap++)
                {
                    (int smallColumn, int largeColumn, int columns) = shape.Columns.OfTap(tap);
                    GridCounts counts = new(rows, columns, Math.Min(Depth, large.Rows - sample));
                    GridPointer right = new(small.Row(sample) + (((smallRow * shape.Small.Width) + smallColumn) * outer) + (block * Width), small.Stride, outer, lineSmall);
                    float* left = large.Row(sample) + (((largeRow * shape.Large.Width) + largeColumn) * inner),
                        tile = gradient.View.Row(0) + ((nint)((((block * shape.Rows.Kernel) + tapRow) * shape.Columns.Kernel) + tap) * inner * Width);
                    for (int channel = 0; channel < inner; channel += Height)
                        ProductKernel.ByColumns(new GridPointer(left + channel, large.Stride, shape.Columns.Stride * inner, shape.Rows.Stride * lineLarge), right, counts,
                            tile + (channel * Width), Width, add || sample > 0);
                }
            }
        }
    }
}
