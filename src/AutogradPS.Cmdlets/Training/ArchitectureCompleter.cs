using AutogradPS.Networks;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the names of architectures.</summary>
public sealed class ArchitectureCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => Architectures.Names;
}
