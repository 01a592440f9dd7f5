using AutogradPS.Tensors;
using TorchSharp;

namespace AutogradPS.Charts;

/// <summary>Tensors as pictures and points: the one place where charts meet libtorch.</summary>
public static class TensorImages
{
    /// <summary>Images of a tensor.</summary>
    /// <param name="images">
    /// N x C x H x W, or C x H x W for one image, with C = 1 or 3; N x H x W where H is not 1 or 3 for grey ones. Bytes
    /// are taken as they are; floating-point numbers lie in [-1, 1] or, where none is negative, in [0, 1].
    /// </param>
    /// <exception cref="ChartException">The tensor has another shape or dtype.</exception>
    public static ImageBatch ToImages(this torch.Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        long[] shape = images.shape switch
        {
            [var n, 1 or 3, var h, var w] => [n, images.shape[1], h, w],
            [1 or 3, var h, var w] => [1, images.shape[0], h, w],
            [var n, var h, var w] => [n, 1, h, w],
            _ => throw Unfit(images),
        };
        using torch.Tensor bytes = ToBytes(images);
        return new ImageBatch((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3], bytes.data<byte>().ToArray());
    }

    /// <summary>The rows of an N x 2 tensor as points of the plane.</summary>
    /// <exception cref="ChartException">The tensor has another shape.</exception>
    public static SamplePoint[] ToPoints(this torch.Tensor samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.shape is not [_, 2])
            throw ChartException.InvalidShape($"Samples in the plane are a tensor of shape N x 2, not {Shape(samples)}.", samples);
        double[] values = Numbers(samples);
        return [.. Enumerable.Range(0, values.Length / 2).Select(row => new SamplePoint(values[2 * row], values[2 * row + 1]))];
    }

    /// <summary>Evaluates a critic on a grid.</summary>
    /// <param name="extent">The part of the plane.</param>
    /// <param name="points">The number of grid points a side.</param>
    /// <param name="critic">Takes a float32 tensor of shape P x 2 and gives one value a row, P or P x 1; both are disposed here.</param>
    /// <param name="device">Where the critic lives; null for the CPU.</param>
    public static SampleSurface Surface(SampleExtent extent, int points, Func<torch.Tensor, torch.Tensor> critic, torch.Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(critic);
        return SampleSurface.Evaluate(extent, points, grid =>
        {
            using IDisposable noGrad = torch.no_grad();
            float[] coordinates = [.. grid.SelectMany(point => new[] { (float)point.X, (float)point.Y })];
            using torch.Tensor input = torch.tensor(coordinates, [grid.Count, 2], device: device);
            using torch.Tensor output = critic(input);
            if (output.numel() != grid.Count)
                throw ChartException.InvalidShape($"The critic must give one value for each of the {grid.Count} points; it gave a tensor of shape {Shape(output)}.", output);
            return Numbers(output);
        });
    }

    private static double[] Numbers(torch.Tensor tensor)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return tensor.detach().to(torch.float64).cpu().contiguous().data<double>().ToArray();
    }

    private static torch.Tensor ToBytes(torch.Tensor images)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor pixels = images.detach().cpu();
        if (pixels.dtype != torch.ScalarType.Byte)
        {
            if (!pixels.is_floating_point())
                throw Unfit(images);
            pixels = pixels.to(torch.float32);
            bool signed = pixels.numel() > 0 && pixels.min().item<float>() < 0;
            using Scalar zero = 0.ToScalar(), one = 1.ToScalar();
            pixels = (signed ? pixels.Plus(1).Times(0.5) : pixels).nan_to_num(0).clamp(zero, one).Times(255).round().to(torch.uint8);
        }
        return pixels.contiguous().MoveToOuterDisposeScope();
    }

    private static ChartException Unfit(torch.Tensor images) =>
        ChartException.InvalidShape(
            "Images are a tensor of shape N x C x H x W with C = 1 or 3, of bytes or of floating-point numbers in [-1, 1] or [0, 1]; "
            + $"this one is {images.dtype} of shape {Shape(images)}.", images);

    private static string Shape(torch.Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
