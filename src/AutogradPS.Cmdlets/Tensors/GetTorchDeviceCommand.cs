using System.Management.Automation;
using AutogradPS.Tensors;

namespace AutogradPS.Cmdlets.Tensors;

/// <summary>Lists the devices that tensors can lie on here.</summary>
/// <remarks>The CPU comes first. What stands in Name is what -Device takes. A GPU needs a libtorch with CUDA: see about_AutogradPS.</remarks>
/// <example>
/// <title>What is there</title>
/// <code>
/// Get-TorchDevice
/// </code>
/// <para>One row a device, with the version of libtorch.</para>
/// </example>
/// <example>
/// <title>The best device, for a script that runs anywhere</title>
/// <code>
/// $device = @(Get-TorchDevice)[-1].Name
/// New-Tensor -Zeros -Shape 2, 2 -Device $device
/// </code>
/// <para>The last GPU, or the CPU where there is none.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "TorchDevice")]
[OutputType(typeof(TorchDevice))]
public sealed class GetTorchDeviceCommand : TorchCmdlet
{
    /// <inheritdoc/>
    protected override void End() => WriteObject(Devices.All(), true);
}
