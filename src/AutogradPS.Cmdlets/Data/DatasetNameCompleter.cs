using AutogradPS.Data;

namespace AutogradPS.Cmdlets;

/// <summary>Completes the names of data sets.</summary>
public sealed class DatasetNameCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => DatasetCatalog.Names;
}
