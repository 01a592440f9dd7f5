using AutogradPS.Errors;
using AutogradPS.Numerics.Convolutions;

namespace AutogradPS.Training.Fused;

/// <summary>
/// Follows a sample's shape through a network, and makes the layers. Rows that a convolution reads or writes have the channels of a position together; the fully connected
/// layers beside it see to that by the order of their weights.
/// </summary>
/// <param name="sampleShape">The shape of one sample.</param>
internal sealed class FusedBinding(IReadOnlyList<long> sampleShape)
{
    // Values of all windows of an image, which are counted in 32 bits.
    private const long MaxWindows = 1 << 30;

    private readonly List<FusedLayer> layers = [];
    private IReadOnlyList<long> shape = []; // of a sample so far
    private int[]? inputOrder, order; // of the first rows, and of those so far
    private FusedStep.Affine? pending; // a fully connected layer: in which order its values are wanted, only the next one knows
    private int[]? pendingInput;

    private int Last => layers.Count - 1;

    /// <summary>Makes the layers.</summary>
    public FusedLayers Bind(IReadOnlyList<FusedStep> steps)
    {
        shape = sampleShape;
        foreach (FusedStep step in steps) Add(step);
        Flush(null);
        return new FusedLayers(layers, inputOrder, order, shape);
    }

    private void Add(FusedStep step)
    {
        switch (step)
        {
            case FusedStep.Reshape reshape:
                Reshape(reshape.Shape);
                break;
            case FusedStep.Affine { Window: not null } layer:
                ImageShape image = Image();
                (FusedConvolution convolution, ImageShape output) = Convolution(layer, image);
                Append(output, layer.Activation ?? FusedActivation.None, [layer], (convolution, Last));
                break;
            case FusedStep.Residual block:
                AddResidual(block);
                break;
            case FusedStep.Mean:
                ImageShape whole = Image();
                Append(new ImageShape(whole.Channels, 1, 1), FusedActivation.None, [], (new FusedMean(whole), Last));
                break;
            case FusedStep.Activate activate:
                ImageShape active = Image();
                Append(active, activate.Activation, [], (new FusedIdentity(active.Size), Last));
                break;
            default:
                AddLinear((FusedStep.Affine)step);
                break;
        }
    }

    private void Reshape(IReadOnlyList<long> target)
    {
        long size = shape.Aggregate(1L, (n, d) => n * d), given = target.Where(d => d > 0).Aggregate(1L, (n, d) => n * d);
        if (size % given != 0) throw Refusal();
        shape = [.. target.Select(d => d > 0 ? d : size / given)];
        if (shape.Aggregate(1L, (n, d) => n * d) != size) throw Refusal();
    }

    private void AddLinear(FusedStep.Affine layer)
    {
        if (shape.Count != 1 || shape[0] != layer.Inputs) throw Refusal();
        Flush(null);
        (pending, pendingInput) = (layer, order);
        order = null;
        shape = [layer.Outputs];
    }

    // Norm-free blocks: y = second(relu(first(relu x))) + shortcut(x).
    private void AddResidual(FusedStep.Residual block)
    {
        ImageShape image = Image();
        int input = Last;
        if (!block.IsFirst) Append(image, new FusedActivation(0), [], (new FusedIdentity(image.Size), input));
        (FusedConvolution first, ImageShape middle) = Convolution(block.First, image);
        Append(middle, new FusedActivation(0), [block.First], (first, Last));
        (FusedConvolution second, ImageShape output) = Convolution(block.Second, middle);
        FusedOperation shortcut = block.Shortcut is null ? new FusedIdentity(image.Size) : Convolution(block.Shortcut, image).Convolution;
        Append(output, FusedActivation.None, block.Shortcut is null ? [block.Second] : [block.Second, block.Shortcut], (second, Last), (shortcut, input));
    }

    // The sample so far as an image, in the order of images.
    private ImageShape Image()
    {
        if (shape is not [var channels, var height, var width]) throw Refusal();
        ImageShape image = new((int)channels, (int)height, (int)width);
        if (pending is not null) Flush(image.FlatOrder());
        else if (layers.Count == 0) order = inputOrder = image.FlatOrder();
        return image;
    }

    private void Append(ImageShape output, FusedActivation activation, FusedStep.Affine[] biased, params (FusedOperation, int)[] terms)
    {
        layers.Add(new FusedLayer(terms, biased, activation, [.. Enumerable.Range(0, output.Size).Select(i => i % output.Channels)]));
        order = output.FlatOrder();
        shape = [output.Channels, output.Height, output.Width];
    }

    private (FusedConvolution Convolution, ImageShape Output) Convolution(FusedStep.Affine layer, ImageShape image)
    {
        FusedWindow window = layer.Window!;
        if (image.Channels != layer.Inputs) throw Refusal();
        (ConvolutionAxis rows, ConvolutionAxis columns) = (Axis(image.Height, 0), Axis(image.Width, 1));
        ImageShape large = new((int)layer.Weight.shape[1], rows.Large, columns.Large), small = new((int)layer.Weight.shape[0], rows.Small, columns.Small);
        ConvolutionShape sizes = new(large, small, rows, columns);
        if ((long)small.Positions * sizes.Window > MaxWindows) throw new AutogradPSException("GradientMethodNotPossible", ErrorKind.InvalidArgument,
            $"Images of {image.Height} x {image.Width} with {image.Channels} channels are too large for the gradient method {FusedStepGradients.Name}. Use -GradientMethod {AutogradStepGradients.Name}.", sampleShape);
        return (new FusedConvolution(layer, sizes), window.IsTransposed ? large : small);

        ConvolutionAxis Axis(int size, int dimension)
        {
            int kernel = (int)layer.Weight.shape[2 + dimension], stride = Of(window.Stride), padding = Of(window.Padding);
            if (window.IsTransposed)
            {
                int large = ((size - 1) * stride) - (2 * padding) + kernel + Of(window.OutputPadding!);
                return large < 1 ? throw Refusal() : new ConvolutionAxis(large, size, kernel, stride, padding);
            }
            int small = size + (2 * padding) < kernel ? 0 : ((size + (2 * padding) - kernel) / stride) + 1;
            if (window.IsPooled) (small, kernel, stride) = (small / 2, kernel + 1, 2);
            return small < 1 ? throw Refusal() : new ConvolutionAxis(size, small, kernel, stride, padding);

            // One number stands for both dimensions.
            int Of(IReadOnlyList<long> numbers) => (int)numbers[Math.Min(dimension, numbers.Count - 1)];
        }
    }

    // Makes the fully connected layer that waits, with its values in an order.
    private void Flush(int[]? wanted)
    {
        if (pending is not { } layer) return;
        pending = null;
        layers.Add(new FusedLayer([(new FusedLinear(layer, pendingInput, wanted), Last)], [layer], layer.Activation ?? FusedActivation.None,
            wanted ?? [.. Enumerable.Range(0, (int)layer.Outputs)]));
        order = wanted;
    }

    private AutogradPSException Refusal() => new("InvalidNetworkInput", ErrorKind.InvalidArgument,
        $"The network does not take samples of shape [{string.Join(", ", sampleShape)}]: one of its layers finds [{string.Join(", ", shape)}] there. Give samples of the shape that the network was made for.", sampleShape);
}
