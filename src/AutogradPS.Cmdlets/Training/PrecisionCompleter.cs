using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the precisions.</summary>
public sealed class PrecisionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => Precision.Names;
}
