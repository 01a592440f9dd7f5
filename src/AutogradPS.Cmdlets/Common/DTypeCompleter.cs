using AutogradPS.Tensors;

namespace AutogradPS.Cmdlets;

/// <summary>Completes PyTorch's dtype names.</summary>
public sealed class DTypeCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => DTypes.Names;
}
