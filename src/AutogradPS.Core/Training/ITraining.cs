namespace AutogradPS.Training;

/// <summary>A training that can be run and looked at meanwhile: one run, or one run for each of several seeds.</summary>
public interface ITraining : IDisposable
{
    /// <summary>What it is called: the name of its directory.</summary>
    string Name { get; }

    /// <summary>The full path of its directory.</summary>
    string Path { get; }

    /// <summary>Generator iterations done, over all runs; may be read from any thread.</summary>
    long Iteration { get; }

    /// <summary>Generator iterations to do in all.</summary>
    long Iterations { get; }

    /// <summary>Why it stopped before its end by a rule; null where it did not.</summary>
    string? StopReason { get; }

    /// <summary>What came out, in words, once it has ended; null where the records say it all.</summary>
    string? Report { get; }

    /// <summary>Trains, on the calling thread, while the records are taken. However it ends, what it left can be resumed.</summary>
    IEnumerable<TrainingRecord> Run(CancellationToken cancellation = default);
}
