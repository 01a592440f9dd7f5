using AutogradPS.Objectives;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the names of objectives.</summary>
public sealed class ObjectiveCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => ObjectiveCatalog.Names;
}
