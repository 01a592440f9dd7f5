using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the names of presets.</summary>
public sealed class PresetCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => PresetCatalog.Names;
}
