using AutogradPS.Networks.Optimizers;

namespace AutogradPS.Cmdlets;

/// <summary>Completes the names of optimizers.</summary>
public sealed class OptimizerCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => OptimizerFactory.Names;
}
