using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Networks;
using AutogradPS.Tensors;

namespace AutogradPS.Cmdlets.Networks;

/// <summary>Reads a network from a .safetensors file, of Export-Network or of PyTorch.</summary>
/// <remarks>
/// A file of Export-Network says its layers. For one from elsewhere pass -Layer, or a network to fill with -Network; the names and shapes of
/// its tensors must be those of the network, else nothing is changed. In Python: safetensors.torch.save_file(model.state_dict(), path).
/// </remarks>
/// <example>
/// <title>Continue with saved weights</title>
/// <code>
/// New-Network 'Linear 2 1' | Export-Network scorer.safetensors
/// $net = Import-Network scorer.safetensors
/// New-Tensor -RandN -Shape 4, 2 | Invoke-Network $net
/// </code>
/// <para>Scores of shape [4, 1].</para>
/// </example>
/// <example>
/// <title>Weights of another network</title>
/// <code>
/// New-Network 'Linear 2 1' -Seed 1 | Export-Network weights.safetensors
/// $other = New-Network 'Linear 2 1' -Seed 2
/// Import-Network weights.safetensors -Network $other
/// </code>
/// <para>Fills $other; writes nothing.</para>
/// </example>
/// <seealso cref="ExportNetworkCommand"/>
[Cmdlet(VerbsData.Import, "Network", DefaultParameterSetName = "New")]
[OutputType(typeof(Network))]
public sealed class ImportNetworkCommand : TorchCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The layers, where the file does not say them.</summary>
    [Parameter(ParameterSetName = "New")]
    [ArgumentCompleter(typeof(LayerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Layer { get; set; }

    /// <summary>cpu, cuda, cuda:1 or mps. Default: cpu.</summary>
    [Parameter(ParameterSetName = "New")]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    /// <summary>A network, or a module of TorchSharp, to put the weights into.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Into")]
    public object Network { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Process()
    {
        string file = SessionPath.File(SessionState.Path, Path);
        if (ParameterSetName == "Into") NetworkFile.ReadInto(file, NetworkArgument.Module(Network));
        else WriteObject(NetworkFile.Read(file, Layer, Devices.Parse(Device)), false);
    }
}
