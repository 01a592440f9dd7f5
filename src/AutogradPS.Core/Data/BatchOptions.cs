using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>How training batches are drawn.</summary>
public sealed record BatchOptions
{
    /// <summary>The number of samples in a batch.</summary>
    public required long BatchSize { get; init; }

    /// <summary>The run's seed; it decides the order of the data.</summary>
    public long Seed { get; init; }

    /// <summary>Where the batches are needed; the CPU by default.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>The floating-point type of the batches.</summary>
    public ScalarType DType { get; init; } = ScalarType.Float32;

    /// <summary>Refuses a batch size that <paramref name="available"/> samples (null: endless) cannot fill.</summary>
    internal void Validate(string dataset, long? available)
    {
        if (BatchSize < 1)
        {
            throw new AutogradPSException(
                "BatchSizeInvalid", ErrorKind.InvalidArgument, $"A batch needs at least one sample; the batch size was {BatchSize}.", BatchSize);
        }

        if (available < BatchSize)
        {
            throw new AutogradPSException(
                "BatchSizeExceedsDataset",
                ErrorKind.InvalidArgument,
                $"'{dataset}' has {available} training samples, fewer than one batch of {BatchSize}. Use a batch size of at most {available}.",
                BatchSize);
        }
    }
}
