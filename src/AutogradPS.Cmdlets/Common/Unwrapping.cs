using System.Management.Automation;
using AutogradPS.Tensors;

namespace AutogradPS.Cmdlets;

/// <summary>Lets Core see through the PSObject that PowerShell wraps around values, when the module is imported.</summary>
public sealed class Unwrapping : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport() => NestedNumbers.Unwrap = value => value is PSObject wrapped ? wrapped.BaseObject : value;
}
