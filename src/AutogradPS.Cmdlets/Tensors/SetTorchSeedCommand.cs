using System.Management.Automation;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Tensors;

/// <summary>Seeds libtorch's global random generators, as torch.manual_seed does.</summary>
/// <remarks>The next random tensors are the same after the same seed, on the CPU and on every GPU. Numbers equal PyTorch's for the same
/// calls on the CPU. Start-WganTraining does not draw from these generators: it has its own -Seed.</remarks>
/// <example>
/// <title>The same numbers again</title>
/// <code>
/// Set-TorchSeed 1
/// New-Tensor -RandN -Shape 3
/// </code>
/// <para>The values of torch.manual_seed(1); torch.randn(3).</para>
/// </example>
/// <example>
/// <title>Networks with the same initial weights</title>
/// <code>
/// Set-TorchSeed 7
/// $layer = [torch.nn]::Linear(2, 1)
/// </code>
/// <para>The weights depend on the seed alone.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "TorchSeed")]
public sealed class SetTorchSeedCommand : TorchCmdlet
{
    /// <summary>Any 64-bit integer.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public long Seed { get; set; }

    /// <inheritdoc/>
    protected override void End() => manual_seed(Seed);
}
