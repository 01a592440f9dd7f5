using System.Management.Automation;
using AutogradPS.Data;
using AutogradPS.Errors;

namespace AutogradPS.Cmdlets.Data;

/// <summary>Opens a data set by its name, from files, or from what comes down the pipeline.</summary>
/// <remarks>
/// 8Gaussians, 25Gaussians and SwissRoll are the toy sets of the WGAN-GP paper, generated without end. Mnist, FashionMnist and Cifar10
/// are looked for in the folder that the environment variable AUTOGRADPS_DATA names, in ~/data and where Debian installs them,
/// or in -Path. A path may be an IDX file (.gz or plain), a CIFAR-10 file (.bin), a table of numbers (.csv, .tsv), or a
/// folder with the files of MNIST, of CIFAR-10, or with images. Images become float32 in [-1, 1], channels first.
/// What comes down the pipeline is copied, once: the set stays as it is when a tensor is changed or removed later.
/// Nothing is shuffled here: the order of the data follows the seed of the training.
/// </remarks>
/// <example>
/// <title>A toy set, and some of its points</title>
/// <code>
/// $set = Get-WganDataset 8Gaussians
/// $set.Sample(5, 1) | ConvertFrom-Tensor
/// </code>
/// <para>Five points from seed 1, as rows. Training draws others.</para>
/// </example>
/// <example>
/// <title>Columns of a table, some rows kept for evaluation</title>
/// <code>
/// Set-Content points.csv 'class,x,y', 'a,1,2', 'b,3,4', 'a,5,6'
/// Get-WganDataset -Path points.csv -Column x, y -HeldOut 1
/// </code>
/// <para>In the same way -Path photographs -ImageSize 64 -HeldOut 500 opens a folder of photographs as 64x64 images.</para>
/// </example>
/// <example>
/// <title>One's own points from the pipeline</title>
/// <code>
/// New-Tensor -RandN -Shape 1000, 2 | Get-WganDataset
/// [pscustomobject]@{ x = 1; y = 2 }, [pscustomobject]@{ x = 3; y = 4 } | Get-WganDataset -Column y, x
/// </code>
/// <para>A tensor of two dimensions or more holds rows; objects, Import-Csv's too, give the properties named by -Column.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "WganDataset", DefaultParameterSetName = "Path")]
[OutputType(typeof(Dataset))]
public sealed class GetWganDatasetCommand : TorchCmdlet
{
    private readonly List<object?> _items = [];

    /// <summary>8Gaussians, 25Gaussians, SwissRoll, Mnist, FashionMnist or Cifar10.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [ArgumentCompleter(typeof(DatasetNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>A file or folder; with -Name, where that set's files are.</summary>
    [Parameter(ParameterSetName = "Name")]
    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Tensors, rows of numbers, or objects whose properties are numbers.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Pipeline")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object? InputObject { get; set; }

    /// <summary>The columns of a CSV file, or the properties of piped objects, in this order. Default: all.</summary>
    [Parameter(ParameterSetName = "Path")]
    [Parameter(ParameterSetName = "Pipeline")]
    [ValidateNotNullOrEmpty]
    public string[] Column { get; set; } = [];

    /// <summary>Crop every image of a folder to its central square and resize it to this many pixels a side.</summary>
    [Parameter(ParameterSetName = "Path")]
    [ValidateRange(1, 4096)]
    public int? ImageSize { get; set; }

    /// <summary>Read the images of a folder as one channel of luminance.</summary>
    [Parameter(ParameterSetName = "Path")]
    public SwitchParameter Grayscale { get; set; }

    /// <summary>Keep this many samples, chosen by a fixed shuffle, for evaluation. A test split of the set is used otherwise.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long HeldOut { get; set; }

    /// <summary>The most bytes to hold in memory; what is larger is read while the training runs. Default: a quarter of the memory.</summary>
    [Parameter(ParameterSetName = "Name")]
    [Parameter(ParameterSetName = "Path")]
    [ValidateRange(0L, long.MaxValue)]
    public long? MemoryLimit { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == "Pipeline") _items.Add(PipelineRow.Of(InputObject, Column));
    }

    /// <inheritdoc/>
    protected override void End() => WriteObject(
        ParameterSetName switch
        {
            "Pipeline" => MemoryRows.FromItems(_items, "Pipeline", HeldOut),
            "Path" => DatasetFiles.Open(FilePath()!, Options()),
            _ => DatasetCatalog.Open(Name, FilePath(), Options()),
        },
        false);

    private DatasetOptions Options()
    {
        DatasetOptions options = new() { ImageSize = ImageSize, Grayscale = Grayscale, Columns = Column, HeldOut = HeldOut };
        return MemoryLimit is { } limit ? options with { MemoryLimit = limit } : options;
    }

    private string? FilePath()
    {
        if (Path is null) return null;
        string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem" ? file
            : throw new AutogradPSException("DatasetPathProvider", ErrorKind.InvalidArgument,
                $"'{Path}' lies in the provider {provider.Name}. Give a path of the file system.", Path);
    }
}
