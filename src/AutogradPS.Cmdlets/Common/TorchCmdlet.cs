using AutogradPS.Native;

namespace AutogradPS.Cmdlets;

/// <summary>A cmdlet that needs libtorch: it is loaded at the first one, not at the import of the module.</summary>
public abstract class TorchCmdlet : GuardedCmdlet
{
    /// <inheritdoc/>
    protected override void Begin() => TorchRuntime.EnsureLoaded();
}
