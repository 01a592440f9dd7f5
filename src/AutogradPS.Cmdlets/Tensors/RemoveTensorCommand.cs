using System.Management.Automation;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Tensors;

/// <summary>Frees the memory of tensors now instead of when the garbage collector comes by.</summary>
/// <remarks>.NET does not know how large a tensor is, so a loop that makes many large ones should free them. A tensor that is part of a
/// graph keeps its memory until the graph goes. Using a removed tensor is an error (TensorDisposed); removing it twice is none.</remarks>
/// <example>
/// <title>Free a large tensor</title>
/// <code>
/// $t = New-Tensor -Zeros -Shape 1000, 1000
/// Remove-Tensor $t
/// </code>
/// <para>$t can no longer be used.</para>
/// </example>
/// <example>
/// <title>Free what a pipeline made</title>
/// <code>
/// 1..3 | ForEach-Object { New-Tensor -RandN -Shape 100 } | Remove-Tensor
/// </code>
/// <para>Writes nothing.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "Tensor")]
public sealed class RemoveTensorCommand : TorchCmdlet
{
    /// <summary>The tensors to free.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [TensorList]
    public Tensor?[] Tensor { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (Tensor? tensor in Tensor ?? []) tensor?.Dispose();
    }
}
