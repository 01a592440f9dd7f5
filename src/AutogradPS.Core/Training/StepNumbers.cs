using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Numbers of a step, one after the other: as they are where they lie in the CPU's memory, as a tensor on another device.</summary>
/// <remarks>A number costs nothing there, and a tensor of one a microsecond or more. Of what the CPU holds in another dtype there are tensors too.</remarks>
internal sealed class StepNumbers : IDisposable
{
    private readonly List<float> values = [];
    private readonly List<Tensor> scalars = [];
    private Tensor? kept;
    private bool isHeld;

    /// <summary>Begins anew.</summary>
    /// <param name="like">One of the step's numbers.</param>
    public void Begin(Tensor like)
    {
        Dispose();
        values.Clear();
        isHeld = TensorMemory.HasFloats(like);
    }

    /// <summary>Adds a scalar.</summary>
    public void Add(Tensor scalar)
    {
        if (!isHeld) scalars.Add(scalar.reshape([]));
        else values.Add(TensorMemory.HasFloats(scalar) ? TensorMemory.Floats(scalar)[0] : scalar.item<float>());
    }

    /// <summary>Adds the Euclidean norm of all gradients together.</summary>
    public void AddNorm(Tensor[] gradients) => Add(GradientNorm.Of(gradients));

    /// <summary>Adds the mean, the standard deviation and the largest of some numbers.</summary>
    public void AddMeanStdMax(Tensor numbers)
    {
        AddMeanStd(numbers);
        if (!isHeld)
        {
            scalars.Add(numbers.amax(0));
            return;
        }
        float largest = float.NegativeInfinity;
        foreach (float value in Floats(numbers)) largest = Math.Max(largest, value); // NaN stays
        values.Add(largest);
    }

    /// <summary>Adds the mean, the standard deviation, the least, the median, the 95th percentile and the largest: each at or below its rank, as torch.median has it.</summary>
    public void AddDistribution(Tensor numbers)
    {
        AddMeanStd(numbers);
        long last = numbers.NumberOfElements - 1, high = (long)(0.95 * last);
        if (isHeld)
        {
            float[] sorted = Floats(numbers).ToArray();
            Array.Sort(sorted);
            values.AddRange([sorted[0], sorted[last / 2], sorted[high], sorted[last]]);
        }
        else
        {
            Tensor sorted = numbers.sort().Values;
            scalars.AddRange([sorted[0], sorted[last / 2], sorted[high], sorted[last]]);
        }
    }

    /// <summary>Ends them.</summary>
    public void End()
    {
        if (!isHeld) kept = stack(scalars).DetachFromDisposeScope();
        scalars.Clear();
    }

    /// <summary>The numbers of both, the first ones first; waits for the device.</summary>
    public static float[] Read(StepNumbers first, StepNumbers second)
    {
        if (first.isHeld && second.isHeld) return [.. first.values, .. second.values];
        using var scope = NewDisposeScope();
        return cat([first.AsTensor(), second.AsTensor()]).to(ScalarType.Float32).cpu().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        kept?.Dispose();
        kept = null;
    }

    private Tensor AsTensor() => kept ?? tensor(values.ToArray());

    // libtorch's sums of many values depend on the number of threads.
    private void AddMeanStd(Tensor numbers)
    {
        if (!isHeld)
        {
            Tensor middle = numbers.mean();
            scalars.AddRange([middle, numbers.sub(middle).Squared().mean().sqrt()]);
            return;
        }
        double mean = 0, square = 0;
        Span<float> all = Floats(numbers);
        foreach (float value in all) mean += value;
        mean /= all.Length;
        foreach (float value in all) square += (value - mean) * (value - mean);
        values.AddRange([(float)mean, (float)Math.Sqrt(square / all.Length)]);
    }

    private static Span<float> Floats(Tensor numbers) => TensorMemory.Floats(TensorMemory.HasFloats(numbers) ? numbers : numbers.to(ScalarType.Float32).cpu().contiguous());
}
