using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>An endless stream of training batches. Not thread-safe.</summary>
public interface IBatchReader : IDisposable
{
    /// <summary>The number of batches drawn so far. Set it to go on from there: batch k is the same however it is reached.</summary>
    long Position { get; set; }

    /// <summary>The next batch, [BatchSize, *SampleShape]; the caller (or the caller's dispose scope) disposes it.</summary>
    Tensor Next();
}
