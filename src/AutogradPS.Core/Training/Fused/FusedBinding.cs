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
    private readonly List<FusedLayer> layers = [];
    private IReadOnlyList<long> shape = []; // of a sample so far
    private int[]? inputOrder, order; // of the first rows, and of those so far
    private FusedNetwork.Affine? pending; // a fully connected layer: in which order its values are wanted, only the next one knows
    private int[]? pendingInput;

    /// <summary>Makes the layers.</summary>
    public FusedLayers Bind(IReadOnlyList<FusedNetwork.Step> steps)
    {
        shape = sampleShape;
        foreach (FusedNetwork.Step step in steps)
        {
            if (step is FusedNetwork.Reshape reshape) Reshape(reshape.Shape);
            else if (step is FusedNetwork.Affine { Window: { } window } convolution) AddConvolution(convolution, window);
            else AddLinear((FusedNetwork.Affine)step);
        }
        Flush(null);
        return new FusedLayers(layers, inputOrder, order, shape);
    }

    private void Reshape(IReadOnlyList<long> target)
    {
        long size = shape.Aggregate(1L, (n, d) => n * d), given = target.Where(d => d > 0).Aggregate(1L, (n, d) => n * d);
        // Into another image, values that lie as one of a convolution would have to move.
        if (size % given != 0 || (target.Count > 1 && order is not null)) throw Refusal();
        shape = [.. target.Select(d => d > 0 ? d : size / given)];
        if (shape.Aggregate(1L, (n, d) => n * d) != size) throw Refusal();
    }

    private void AddLinear(FusedNetwork.Affine layer)
    {
        if (shape.Count != 1 || shape[0] != layer.Inputs) throw Refusal();
        Flush(null);
        (pending, pendingInput) = (layer, order);
        order = null;
        shape = [layer.Outputs];
    }

    private void AddConvolution(FusedNetwork.Affine layer, FusedNetwork.Window window)
    {
        if (shape is not [var channels, var height, var width] || channels != layer.Inputs) throw Refusal();
        ImageShape image = new((int)channels, (int)height, (int)width);
        if (pending is not null) Flush(image.FlatOrder());
        else if (layers.Count == 0) inputOrder = image.FlatOrder();
        (ConvolutionAxis rows, ConvolutionAxis columns) = (Axis(image.Height, 0), Axis(image.Width, 1));
        ImageShape large = new((int)layer.Weight.shape[1], rows.Large, columns.Large), small = new((int)layer.Weight.shape[0], rows.Small, columns.Small),
            output = window.IsTransposed ? large : small;
        layers.Add(new FusedConvolution(new ConvolutionShape(large, small, rows, columns), window.IsTransposed, layer.Weight, layer.Bias, layer.Activation ?? FusedActivation.None));
        order = output.FlatOrder();
        shape = [output.Channels, output.Height, output.Width];

        ConvolutionAxis Axis(int size, int dimension)
        {
            int kernel = (int)layer.Weight.shape[2 + dimension], stride = Of(window.Stride), padding = Of(window.Padding),
                other = window.IsTransposed ? ((size - 1) * stride) - (2 * padding) + kernel + Of(window.OutputPadding!) : size + (2 * padding) < kernel ? 0 : ((size + (2 * padding) - kernel) / stride) + 1;
            if (other < 1) throw Refusal();
            return window.IsTransposed ? new(other, size, kernel, stride, padding) : new(size, other, kernel, stride, padding);

            // One number stands for both dimensions.
            int Of(IReadOnlyList<long> numbers) => (int)numbers[Math.Min(dimension, numbers.Count - 1)];
        }
    }

    // Makes the fully connected layer that waits, with its values in an order.
    private void Flush(int[]? wanted)
    {
        if (pending is null) return;
        layers.Add(new FusedLinear(pending.Weight, pending.Bias, pending.Activation ?? FusedActivation.None, pendingInput, wanted));
        pending = null;
        order = wanted;
    }

    private AutogradPSException Refusal() => new("InvalidNetworkInput", ErrorKind.InvalidArgument,
        $"The network does not take samples of shape [{string.Join(", ", sampleShape)}]: one of its layers finds [{string.Join(", ", shape)}] there. Give samples of the shape that the network was made for.", sampleShape);
}
