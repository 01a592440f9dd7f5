using AutogradPS.Networks;

namespace AutogradPS.Cmdlets;

/// <summary>Completes the names of ready-made networks.</summary>
public sealed class NetworkPresetCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => NetworkPresets.Names;
}
