using System.Collections.Specialized;
using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using AutogradPS.Tensors.Files;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Tensors;

/// <summary>Reads tensors from .safetensors, .npy or .csv files.</summary>
/// <remarks>
/// .npy files are NumPy's: numpy.save writes them. .safetensors files hold many tensors, each with its name in $tensor.name. A .csv file is a
/// matrix of numbers, unless its first line says more, as Export-Tensor writes it. Dtypes and values are those of the file. A
/// file is checked before memory is taken: a damaged one is the error MalformedTensorFile.
/// </remarks>
/// <example>
/// <title>There and back</title>
/// <code>
/// New-Tensor -RandN -Shape 2, 3 | Export-Tensor noise.npy
/// Import-Tensor noise.npy
/// </code>
/// <para>The same values: numpy.load('noise.npy') gives them in Python.</para>
/// </example>
/// <example>
/// <title>Weights by name</title>
/// <code>
/// New-Network 'Linear 2 3', 'ReLU', 'Linear 3 1' | Export-Network layers.safetensors
/// $weights = Import-Tensor layers.safetensors -AsHashtable
/// $weights['0.weight']
/// Import-Tensor layers.safetensors -Name *.bias | ForEach-Object name
/// </code>
/// <para>Shape [3, 2]; then 0.bias and 2.bias.</para>
/// </example>
/// <seealso cref="ExportTensorCommand"/>
[Cmdlet(VerbsData.Import, "Tensor")]
[OutputType(typeof(Tensor), typeof(OrderedDictionary))]
public sealed class ImportTensorCommand : TorchCmdlet
{
    /// <summary>The files; wildcards may match several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Only the tensors of a .safetensors file with these names; wildcards work.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>The dtype of the numbers of a .csv file that does not say it. Default: float32.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DTypeCompleter))]
    [ValidateNotNullOrEmpty]
    public string DType { get; set; } = "float32";

    /// <summary>cpu, cuda, cuda:1 or mps. Default: cpu.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string Device { get; set; } = "cpu";

    /// <summary>Write one ordered hashtable of names and tensors for each file.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string[] files = [.. Path.SelectMany(path => SessionPath.Files(SessionState.Path, path))];
        foreach (string file in files)
        {
            if (Stopping) return;
            try
            {
                Write(file);
            }
            catch (AutogradPSException e) when (files.Length > 1)
            {
                WriteError(ErrorRecords.From(e)); // the others may be sound
            }
        }
    }

    private void Write(string file)
    {
        TensorFileContent content = TensorFile.Read(file, DTypes.Parse(DType));
        Device device = Devices.Parse(Device);
        TensorEntry[] chosen = [.. content.Tensors.Where(t => Name is null || Name.Any(n => WildcardPattern.Get(n, WildcardOptions.IgnoreCase).IsMatch(t.Name)))];
        foreach (TensorEntry other in content.Tensors.Except(chosen)) other.Tensor.Dispose();
        if (chosen.Length == 0 && Name is not null)
            throw new AutogradPSException("TensorNotFound", ErrorKind.ObjectNotFound,
                $"'{file}' has no tensor named {string.Join(" or ", Name)}. Import-Tensor without -Name shows all.", Name);
        var table = new OrderedDictionary(StringComparer.Ordinal);
        foreach (TensorEntry entry in chosen)
        {
            Tensor tensor = device.type == TorchSharp.DeviceType.CPU ? entry.Tensor : entry.Tensor.to(device);
            if (entry.Name.Length > 0) tensor.name = entry.Name;
            table[entry.Name] = tensor;
            if (!AsHashtable) WriteObject(tensor, false);
        }
        if (AsHashtable) WriteObject(table, false);
    }
}
