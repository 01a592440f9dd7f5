using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>What a GAN learns from: an endless distribution or a finite set of samples, all of one shape.</summary>
/// <remarks>Images are float32 in [-1, 1], channels first; points are rows of numbers as they are.</remarks>
public abstract class Dataset : IDisposable
{
    /// <summary>The set's name, 8Gaussians or FashionMnist for example; for a path, the name of the file or folder.</summary>
    public abstract string Name { get; }

    /// <summary>The shape of one sample, without the batch dimension: [2], or [1, 28, 28] (channels, height, width).</summary>
    public abstract long[] SampleShape { get; }

    /// <summary>The number of training samples; null when the set is endless.</summary>
    public abstract long? Count { get; }

    /// <summary>Where the samples come from: "generated", "memory" or a path.</summary>
    public abstract string Source { get; }

    /// <summary>What <see cref="Sample"/> draws from, in words for a report: "fresh draws", "test split (10,000 samples)".</summary>
    public abstract string Evaluation { get; }

    /// <summary>A SHA-256 of the training data (of the parameters, for a generated set), to tell two data sets apart.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>Draws samples for evaluation, never from the stream that training reads.</summary>
    /// <remarks>
    /// An endless set draws fresh samples; a finite one draws without replacement from its test split or its
    /// held-out rows, and from the training rows where it has neither (<see cref="Evaluation"/> says which).
    /// </remarks>
    /// <returns>float32 on the CPU, [count, *SampleShape]; the caller disposes it.</returns>
    /// <exception cref="Errors.AutogradPSException">SampleExceedsDataset: the set has fewer samples.</exception>
    public abstract Tensor Sample(long count, long seed);

    /// <summary>Opens a stream of training batches. Batch k depends on (data, batch size, seed, k) alone.</summary>
    /// <exception cref="Errors.AutogradPSException">BatchSizeInvalid, BatchSizeExceedsDataset.</exception>
    public abstract IBatchReader Open(BatchOptions options);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases files and tensors.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
