using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>The numbers of a logged iteration, kept on the device until they are read in one transfer.</summary>
internal sealed class StepMeasures : IDisposable
{
    private Tensor? critic;
    private Tensor? generator;
    private bool hasPenalty, hasNorms, hasSlopes;

    /// <summary>Keeps the numbers of a critic step.</summary>
    /// <param name="step">What the step computed.</param>
    public void Keep(CriticGradients step)
    {
        using DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        List<Tensor> numbers = [step.Loss, step.RealScore, step.GeneratedScore, GradientNorm.Of(step.Gradients)];
        hasPenalty = step.Penalty is not null;
        hasNorms = step.GradientNorms is not null;
        if (hasPenalty) numbers.Add(step.Penalty!.reshape([]));
        if (hasNorms) numbers.AddRange(Describe(step.GradientNorms!));
        hasSlopes = step.Slopes is not null;
        if (hasSlopes) numbers.AddRange([.. MeanStdMax(step.Slopes!.Real), .. MeanStdMax(step.Slopes.Generated)]);
        critic?.Dispose();
        critic = stack(numbers).DetachFromDisposeScope();
    }

    /// <summary>Keeps the numbers of a generator step.</summary>
    public void Keep(GeneratorGradients step)
    {
        using DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        generator?.Dispose();
        generator = stack([step.Loss, GradientNorm.Of(step.Gradients)]).DetachFromDisposeScope();
    }

    /// <summary>Reads the numbers into a record; waits for the device.</summary>
    public TrainingRecord Read(long iteration, long seed, double learningRate)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] v = cat([generator!, critic!]).cpu().data<float>().ToArray();
        TrainingRecord record = new()
        {
            Iteration = iteration,
            Seed = seed,
            LearningRate = learningRate,
            GeneratorLoss = v[0],
            GeneratorGradientNorm = v[1],
            CriticLoss = v[2],
            RealScore = v[3],
            GeneratedScore = v[4],
            WassersteinEstimate = v[3] - v[4],
            CriticGradientNorm = v[5],
        };
        int next = 6;
        if (hasPenalty) record = record with { GradientPenalty = v[next++] };
        if (hasNorms)
            record = record with
            {
                GradientNormMean = v[next++],
                GradientNormStd = v[next++],
                GradientNormMin = v[next++],
                GradientNormMedian = v[next++],
                GradientNormP95 = v[next++],
                GradientNormMax = v[next++],
            };
        if (hasSlopes)
            record = record with
            {
                RealGradientNormMean = v[next++],
                RealGradientNormStd = v[next++],
                RealGradientNormMax = v[next++],
                GeneratedGradientNormMean = v[next++],
                GeneratedGradientNormStd = v[next++],
                GeneratedGradientNormMax = v[next],
            };
        return record;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        critic?.Dispose();
        generator?.Dispose();
    }

    private static Tensor[] MeanStdMax(Tensor norms) => [.. MeanStd(norms), norms.max()];

    // libtorch's sums of many values depend on the number of threads.
    private static Tensor[] MeanStd(Tensor norms)
    {
        if (!TensorMemory.HasFloats(norms)) return [norms.mean(), norms.std(unbiased: false)];
        Span<float> values = TensorMemory.Floats(norms);
        double mean = 0, square = 0;
        foreach (float value in values) mean += value;
        mean /= values.Length;
        foreach (float value in values) square += (value - mean) * (value - mean);
        return [tensor((float)mean), tensor((float)Math.Sqrt(square / values.Length))];
    }

    // Quantiles are the values at or below the rank, as torch.median has it.
    private static Tensor[] Describe(Tensor norms)
    {
        Tensor sorted = norms.sort().Values;
        long last = norms.shape[0] - 1;
        return [.. MeanStd(norms), sorted[0], sorted[last / 2], sorted[(long)(0.95 * last)], sorted[last]];
    }
}
