using AutogradPS.Errors;
using AutogradPS.Numerics;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>Between tensors of samples and the rows of a chain.</summary>
internal static unsafe class FusedSamples
{
    /// <summary>The memory of a contiguous batch, a sample a row.</summary>
    /// <exception cref="AutogradPSException">InvalidNetworkInput: it is of another size or dtype.</exception>
    public static Matrix View(Tensor rows, int count, int size)
    {
        if (rows.numel() != (long)count * size || rows.dtype != ScalarType.Float32)
            throw new AutogradPSException("InvalidNetworkInput", ErrorKind.InvalidArgument,
                $"The network takes {size} float32 numbers a sample, and this batch is {TensorText.Shape(rows)} {DTypes.Name(rows.dtype)}. Give samples of the shape that the network was made for.", rows);
        return FusedLinear.View(rows, count, size);
    }

    /// <summary>Samples of a share go into a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="share">Which of the chain's rows.</param>
    public static void Take(FusedChain chain, OrderedSamples samples, (int First, int Last) share)
    {
        for (int row = share.First; row < share.Last; row++) chain.Take(samples.Row(row), row);
    }

    /// <summary>The same value in the only column of a group's rows.</summary>
    public static void Fill(Matrix target, SampleRows layout, int group, (int First, int Last) share, float value)
    {
        for (int sample = share.First; sample < share.Last; sample++) *target.Row(layout.Of(group, sample)) = value;
    }

    /// <summary>A group's scores, added to a sum.</summary>
    public static double SumOfScores(Matrix scores, SampleRows layout, int group, double sum)
    {
        for (int sample = 0; sample < layout.Samples; sample++) sum += *scores.Row(layout.Of(group, sample));
        return sum;
    }
}
