using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>The numbers of a logged iteration: of a device, kept there until they are read in one transfer.</summary>
internal sealed class StepMeasures : IDisposable
{
    private readonly StepNumbers critic = new(), generator = new();
    private bool hasPenalty, hasNorms, hasSlopes;

    /// <summary>Keeps the numbers of a critic step.</summary>
    /// <param name="step">What the step computed.</param>
    public void Keep(CriticGradients step)
    {
        using DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        hasPenalty = step.Penalty is not null;
        hasNorms = step.GradientNorms is not null;
        hasSlopes = step.Slopes is not null;
        critic.Begin(step.Loss);
        critic.Add(step.Loss);
        critic.Add(step.RealScore);
        critic.Add(step.GeneratedScore);
        critic.AddNorm(step.Gradients);
        if (hasPenalty) critic.Add(step.Penalty!);
        if (hasNorms) critic.AddDistribution(step.GradientNorms!);
        if (hasSlopes)
        {
            critic.AddMeanStdMax(step.Slopes!.Real);
            critic.AddMeanStdMax(step.Slopes.Generated);
        }
        critic.End();
    }

    /// <summary>Keeps the numbers of a generator step.</summary>
    public void Keep(GeneratorGradients step)
    {
        using DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        generator.Begin(step.Loss);
        generator.Add(step.Loss);
        generator.AddNorm(step.Gradients);
        generator.End();
    }

    /// <summary>Reads the numbers into a record; waits for the device.</summary>
    public TrainingRecord Read(long iteration, long seed, double learningRate)
    {
        float[] v = StepNumbers.Read(generator, critic);
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
        critic.Dispose();
        generator.Dispose();
    }
}
