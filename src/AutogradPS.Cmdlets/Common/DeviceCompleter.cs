using AutogradPS.Tensors;

namespace AutogradPS.Cmdlets;

/// <summary>Completes the devices of this machine.</summary>
public sealed class DeviceCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => Devices.All().Select(d => d.Name);
}
