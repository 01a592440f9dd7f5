using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes what decides the best checkpoint.</summary>
public sealed class BestMetricCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => BestCheckpoint.Metrics;
}
