using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Objectives;

/// <summary>The points at which a penalty measures the critic's gradient: leaves, cut off from whatever made the samples.</summary>
public static class PenaltyPoints
{
    /// <summary>The points of a kind of penalty, [N, ...] like the samples, requiring grad. The caller owns them.</summary>
    /// <param name="kind">Which penalty.</param>
    /// <param name="real">Real samples, [N, ...].</param>
    /// <param name="generated">Generated samples of the same shape; r1 and dragan do without.</param>
    /// <param name="generator">The random numbers; null for the global generator.</param>
    /// <exception cref="AutogradPSException">SampleShapeMismatch, InvalidSamples, GeneratedMissing, TensorDisposed.</exception>
    public static Tensor Of(PenaltyKind kind, Tensor real, Tensor? generated, Generator? generator = null)
    {
        Check(real, "Real");
        if (kind is not (PenaltyKind.R1 or PenaltyKind.Dragan))
        {
            if (generated is null)
                throw new AutogradPSException("GeneratedMissing", ErrorKind.InvalidArgument, $"The penalty {kind} needs generated samples: pass -Generated.");
            Check(generated, "Generated");
            if (!real.shape.SequenceEqual(generated.shape) || real.dtype != generated.dtype || real.device.ToString() != generated.device.ToString())
                throw new AutogradPSException("SampleShapeMismatch", ErrorKind.InvalidArgument,
                    $"Real samples are {Text(real)} and generated ones {Text(generated)}: they must have one shape, dtype and device.", generated);
        }
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor points = kind switch
        {
            PenaltyKind.R1 => real.clone(),
            PenaltyKind.R2 => generated!.clone(),
            PenaltyKind.Dragan => Around(real, generator),
            _ => Between(real, generated!, Epsilon(real, generator)),
        };
        return points.detach_().requires_grad_(true).MoveToOuterDisposeScope();
    }

    /// <summary>epsilon real + (1 - epsilon) generated, with one epsilon a sample, uniform in [0, 1).</summary>
    /// <param name="real">[N, ...].</param>
    /// <param name="generated">[N, ...].</param>
    /// <param name="epsilon">[N, 1, ..., 1].</param>
    internal static Tensor Between(Tensor real, Tensor generated, Tensor epsilon) => lerp(generated, real, epsilon);

    // As in the authors' code: x + alpha (x + 0.5 std(x) U - x), U uniform an element, alpha uniform a sample.
    private static Tensor Around(Tensor real, Generator? generator)
    {
        Tensor spread = real.std(unbiased: false).Times(0.5);
        Tensor noise = Uniform(real.shape, real, generator);
        return noise.mul_(Epsilon(real, generator)).mul_(spread).PlusInPlace(real);
    }

    /// <summary>One number a sample, uniform in [0, 1): [N, 1, ..., 1].</summary>
    internal static Tensor Epsilon(Tensor like, Generator? generator)
    {
        long[] shape = new long[like.dim()];
        Array.Fill(shape, 1);
        shape[0] = like.shape[0];
        return Uniform(shape, like, generator);
    }

    // Made where the generator is: one of the CPU gives the same numbers for every device, one of the device needs no transfer.
    private static Tensor Uniform(long[] shape, Tensor like, Generator? generator) =>
        rand(shape, like.dtype, generator?.device ?? like.device, generator: generator).to(like.device);

    private static void Check(Tensor? samples, string parameter)
    {
        TensorCheck.Usable(samples, parameter);
        if (samples!.dim() == 0 || samples.shape[0] == 0 || !samples.is_floating_point())
            throw new AutogradPSException("InvalidSamples", ErrorKind.InvalidArgument,
                $"-{parameter} is {Text(samples)}, but must be a floating point batch of one or more samples, [N, ...].", samples);
    }

    private static string Text(Tensor t) => $"{TensorText.Shape(t)} {DTypes.Name(t.dtype)} on {t.device}";
}
