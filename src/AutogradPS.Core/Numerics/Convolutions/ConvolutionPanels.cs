using System.Runtime.CompilerServices;

namespace AutogradPS.Numerics.Convolutions;

/// <summary>
/// A convolution's weight in the orders in which the kernel reads it, 32 channels of the target side by side: [block][tap][large channel][32] for the way down;
/// for the way up [block][phase][tap][small channel][32], where a phase has the taps that meet at the same positions of the large image, the last one first.
/// </summary>
internal sealed unsafe class ConvolutionPanels
{
    private const int Width = ProductKernel.Width;

    private readonly ConvolutionShape shape;
    private readonly MatrixBuffer down, up;
    private readonly nint[] phaseStarts; // in a block

    /// <param name="shape">Whole blocks of channels.</param>
    public ConvolutionPanels(ConvolutionShape shape)
    {
        this.shape = shape;
        down = new MatrixBuffer(1, shape.Small.Channels * shape.Window);
        up = new MatrixBuffer(1, shape.Small.Channels * shape.Window);
        phaseStarts = new nint[Phases];
        for (int phase = 1; phase < Phases; phase++) phaseStarts[phase] = phaseStarts[phase - 1] + ((nint)PhaseTaps(phase - 1) * shape.Small.Channels * Width);
    }

    /// <summary>How many phases there are.</summary>
    public int Phases => shape.Rows.Stride * shape.Columns.Stride;

    /// <summary>The panel of a block of the small image's channels.</summary>
    public float* Down(int block) => down.View.Row(0) + ((nint)block * shape.Window * Width);

    /// <summary>The panel of a block of the large image's channels for a phase.</summary>
    public PhasePanel Up(int block, int phase)
    {
        (ConvolutionAxis rows, ConvolutionAxis columns) = (shape.Rows, shape.Columns);
        int row = phase / columns.Stride, column = phase % columns.Stride;
        return new PhasePanel(up.View.Row(0) + ((nint)block * shape.Taps * shape.Small.Channels * Width) + phaseStarts[phase],
            FirstOf(row, rows), FirstOf(column, columns), columns.TapsOf(column));
    }

    /// <summary>Takes over a share of the weight.</summary>
    public void Load(Matrix weight, int part, int parts)
    {
        for (int block = part; block < shape.Small.Channels / Width; block += parts) LoadDown(weight.Row(0), block);
        for (int block = part; block < shape.Large.Channels / Width; block += parts) LoadUp(weight.Row(0), block);
    }

    /// <summary>Gives a block of a gradient in the order of the way down back in the weight's order.</summary>
    /// <param name="gradient">[block][tap][large channel][32].</param>
    /// <param name="block">Which block.</param>
    /// <param name="firstLine">The first of the kernel's lines.</param>
    /// <param name="lastLine">The one after the last.</param>
    /// <param name="target">[small channels, window].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Give(float* gradient, int block, int firstLine, int lastLine, Matrix target)
    {
        int inner = shape.Large.Channels, taps = shape.Taps, window = shape.Window;
        float* start = target.Row(block * Width);
        for (int channel = 0; channel < inner; channel++)
        {
            for (int tap = firstLine * shape.Columns.Kernel; tap < lastLine * shape.Columns.Kernel; tap++)
            {
                float* from = gradient + ((((nint)((block * taps) + tap) * inner) + channel) * Width), to = start + (channel * taps) + tap;
                for (int lane = 0; lane < Width; lane++, to += window) *to = from[lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LoadDown(float* source, int block)
    {
        int inner = shape.Large.Channels, taps = shape.Taps, window = shape.Window;
        for (int channel = 0; channel < inner; channel++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                float* from = source + ((nint)block * Width * window) + (channel * taps) + tap, to = Down(block) + ((nint)((tap * inner) + channel) * Width);
                for (int lane = 0; lane < Width; lane++, from += window) to[lane] = *from;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LoadUp(float* source, int block)
    {
        (ConvolutionAxis rows, ConvolutionAxis columns) = (shape.Rows, shape.Columns);
        int taps = shape.Taps, outer = shape.Small.Channels;
        float* start = up.View.Row(0) + ((nint)block * taps * outer * Width);
        for (int row = 0; row < rows.Kernel; row++)
        {
            for (int column = 0; column < columns.Kernel; column++)
            {
                int phaseRow = row % rows.Stride, phaseColumn = column % columns.Stride,
                    rank = ((rows.TapsOf(phaseRow) - 1 - (row / rows.Stride)) * columns.TapsOf(phaseColumn)) + columns.TapsOf(phaseColumn) - 1 - (column / columns.Stride);
                float* to = start + phaseStarts[(phaseRow * columns.Stride) + phaseColumn] + ((nint)rank * outer * Width),
                    from = source + ((nint)block * Width * taps) + (row * columns.Kernel) + column;
                for (int channel = 0; channel < outer; channel++, to += Width, from += shape.Window)
                    for (int lane = 0; lane < Width; lane++) to[lane] = from[lane * taps];
            }
        }
    }

    private int PhaseTaps(int phase) => shape.Rows.TapsOf(phase / shape.Columns.Stride) * shape.Columns.TapsOf(phase % shape.Columns.Stride);

    // The first value of the large image in a phase.
    private static int FirstOf(int phase, ConvolutionAxis axis) => (((phase - axis.Padding) % axis.Stride) + axis.Stride) % axis.Stride;
}
