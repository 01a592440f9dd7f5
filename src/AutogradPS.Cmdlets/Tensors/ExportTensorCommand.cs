using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Errors;
using AutogradPS.Tensors.Files;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Tensors;

/// <summary>Writes tensors to a .safetensors, .npy or .csv file that reads back exactly.</summary>
/// <remarks>
/// The name says the format. .npy and .csv hold one tensor; .safetensors many, each under its $tensor.name, or 0, 1, ... where it has none,
/// or under the keys of a hashtable. A .csv file has a line for each index of the first dimension, and a first line, a comment to NumPy,
/// with dtype and shape. NumPy has no bfloat16, safetensors no complex128: those are errors. Graphs are left behind.
/// </remarks>
/// <example>
/// <title>For NumPy, and as text</title>
/// <code>
/// $x = New-Tensor ((1, 2), (3, 4))
/// $x | Export-Tensor x.npy
/// $x | Export-Tensor x.csv
/// </code>
/// <para>numpy.load('x.npy') and numpy.loadtxt('x.csv', delimiter=',') read them.</para>
/// </example>
/// <example>
/// <title>Several tensors under names</title>
/// <code>
/// @{ mean = New-Tensor 0; deviation = New-Tensor 1 } | Export-Tensor statistics.safetensors
/// (Import-Tensor statistics.safetensors -AsHashtable)['deviation'].Value
/// </code>
/// <para>Writes 1.</para>
/// </example>
/// <seealso cref="ImportTensorCommand"/>
[Cmdlet(VerbsData.Export, "Tensor", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTensorCommand : ExportCmdlet
{
    private readonly List<TensorEntry> _tensors = [];

    /// <summary>Tensors, or hashtables of names and tensors.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public object InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void CheckName(string file) => TensorFile.Extension(file);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Base(InputObject) is IDictionary table)
            foreach (DictionaryEntry entry in table) Add(entry.Value, Convert.ToString(entry.Key, CultureInfo.InvariantCulture));
        else Add(InputObject, null);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_tensors.Count == 0) throw new AutogradPSException("TensorMissing", ErrorKind.InvalidArgument, "No tensor came down the pipeline, so no file was written.");
        Write($"Write {_tensors.Count} {(_tensors.Count == 1 ? "tensor" : "tensors")}", file =>
        {
            TensorFile.Write(file, _tensors, Force);
            return [];
        });
    }

    private void Add(object? value, string? name)
    {
        if (Base(value) is not Tensor tensor)
            throw new AutogradPSException("NotATensor", ErrorKind.InvalidArgument, $"A {Base(value)?.GetType().Name ?? "$null"} is not a tensor. Make one with New-Tensor.", value);
        AutogradPS.Tensors.TensorCheck.Usable(tensor, nameof(InputObject));
        name ??= string.IsNullOrEmpty(tensor.name) ? _tensors.Count.ToString(CultureInfo.InvariantCulture) : tensor.name;
        _tensors.Add(new TensorEntry(name, tensor));
    }

    private static object? Base(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
