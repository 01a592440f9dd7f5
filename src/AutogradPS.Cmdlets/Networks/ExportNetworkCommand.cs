using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Networks;
using AutogradPS.Tensors.Files;

namespace AutogradPS.Cmdlets.Networks;

/// <summary>Writes the parameters and buffers of a network to a .safetensors file, which PyTorch reads too.</summary>
/// <remarks>
/// The names are those of PyTorch's state_dict() of nn.Sequential: in Python, model.load_state_dict(safetensors.torch.load_file(path)). The layers
/// stand in the file's metadata, so that Import-Network makes the whole network again.
/// </remarks>
/// <example>
/// <title>Save and load</title>
/// <code>
/// $net = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 1' -Seed 1
/// $net | Export-Network net.safetensors
/// Import-Network net.safetensors
/// </code>
/// <para>The loaded network has the same layers and weights.</para>
/// </example>
/// <example>
/// <title>What lies in the file</title>
/// <code>
/// [torch.nn]::Linear(2, 3) | Export-Network linear.safetensors -PassThru
/// Import-Tensor linear.safetensors | ForEach-Object name
/// </code>
/// <para>bias and weight.</para>
/// </example>
/// <seealso cref="ImportNetworkCommand"/>
[Cmdlet(VerbsData.Export, "Network", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportNetworkCommand : ExportCmdlet
{
    /// <summary>What New-Network gives, or a module of TorchSharp.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Alias("Network")]
    public object InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void CheckName(string file) => TensorFile.Extension(file);

    /// <inheritdoc/>
    protected override void Process() => Write("Write a network", file =>
    {
        NetworkFile.Write(file, NetworkArgument.Module(InputObject), Force);
        return [];
    });
}
