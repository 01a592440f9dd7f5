using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the checkpoints that have a name.</summary>
public sealed class CheckpointCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => [CheckpointStore.Latest, CheckpointStore.Best];
}
