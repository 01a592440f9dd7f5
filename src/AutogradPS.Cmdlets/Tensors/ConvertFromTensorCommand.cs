using System.Management.Automation;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Tensors;

/// <summary>Turns a tensor into numbers, as item() and tolist() do.</summary>
/// <remarks>
/// A scalar gives one number, a vector its numbers one by one, a matrix its rows as arrays, and so on; float32 gives single, float64
/// double, int64 long. Tensors on a GPU are copied to the host, and the graph is left behind.
/// </remarks>
/// <example>
/// <title>Numbers for a script</title>
/// <code>
/// New-Tensor 1, 2, 3 | ConvertFrom-Tensor | ForEach-Object { $_ * 2 }
/// </code>
/// <para>Writes 2, 4, 6.</para>
/// </example>
/// <example>
/// <title>A matrix as one nested array</title>
/// <code>
/// $rows = New-Tensor ((1, 2), (3, 4)) | ConvertFrom-Tensor -NoEnumerate
/// $rows[1][0]
/// </code>
/// <para>Writes 3.</para>
/// </example>
[Cmdlet(VerbsData.ConvertFrom, "Tensor")]
[OutputType(typeof(double), typeof(float), typeof(long), typeof(bool), typeof(object[]))]
public sealed class ConvertFromTensorCommand : TorchCmdlet
{
    /// <summary>The tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public Tensor Tensor { get; set; } = null!;

    /// <summary>Write the array as one object instead of its elements one by one.</summary>
    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(TensorValue.ToList(Tensor), !NoEnumerate);
}
