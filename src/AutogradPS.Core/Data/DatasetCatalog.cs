using AutogradPS.Errors;

namespace AutogradPS.Data;

/// <summary>The data sets that have a name.</summary>
public static class DatasetCatalog
{
    /// <summary>A folder under which data sets are looked for first, each in a folder of its name.</summary>
    public const string FolderVariable = "AUTOGRADPS_DATA";

    private static readonly Dictionary<string, FileSet> FileSets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Mnist"] = new(
            "Mnist",
            "MNIST/raw",
            "/usr/share/datasets/mnist",
            "Download its four IDX files (train-images-idx3-ubyte.gz and so on) and give their folder with -Path."),
        ["FashionMnist"] = new(
            "FashionMnist",
            "FashionMNIST/raw",
            "/usr/share/datasets/fashion-mnist",
            "On Debian and Ubuntu: apt-get install dataset-fashion-mnist. Elsewhere download its IDX files and give their folder with -Path."),
        ["Cifar10"] = new(
            "Cifar10",
            "cifar-10-batches-bin",
            "/usr/share/datasets/cifar-10-batches-bin",
            "Download and unpack cifar-10-binary.tar.gz and give its folder, cifar-10-batches-bin, with -Path."),
    };

    /// <summary>All names, in the order a user meets them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["8Gaussians", "25Gaussians", "SwissRoll", "Mnist", "FashionMnist", "Cifar10"];

    /// <summary>Opens a data set by its name (case does not matter).</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="path">Where the files of Mnist, FashionMnist or Cifar10 are; the usual places when null.</param>
    /// <param name="options">How files are read.</param>
    /// <exception cref="AutogradPSException">DatasetNameUnknown, DatasetFilesMissing, DatasetPathUnused, and those of the files.</exception>
    public static Dataset Open(string name, string? path = null, DatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (FileSets.TryGetValue(name, out FileSet? set))
        {
            return DatasetFiles.OpenNamed(path is null ? set.Locate() : Path.GetFullPath(path), set.Name, options ?? new DatasetOptions());
        }

        Dataset generated = name.ToUpperInvariant() switch
        {
            "8GAUSSIANS" => GaussianMixture.EightGaussians(),
            "25GAUSSIANS" => GaussianMixture.TwentyFiveGaussians(),
            "SWISSROLL" => new SwissRoll(),
            _ => throw new AutogradPSException(
                "DatasetNameUnknown",
                ErrorKind.InvalidArgument,
                $"There is no data set '{name}'. Use one of {string.Join(", ", Names)}, or a path.",
                name),
        };
        return path is null
            ? generated
            : throw new AutogradPSException(
                "DatasetPathUnused", ErrorKind.InvalidArgument, $"'{generated.Name}' is generated and has no files. Leave the path out, or the name.", path);
    }

    /// <summary>A named set of files and the folders it is usually found in.</summary>
    private sealed record FileSet(string Name, string TorchvisionFolder, string SystemFolder, string Advice)
    {
        public string Locate()
        {
            string? folder = Array.Find(Candidates(), Directory.Exists);
            return folder ?? throw new AutogradPSException(
                "DatasetFilesMissing",
                ErrorKind.ObjectNotFound,
                $"The files of {Name} are in none of the usual folders ({string.Join(", ", Candidates())}). {Advice}",
                Name);
        }

        private string[] Candidates()
        {
            string? root = Environment.GetEnvironmentVariable(FolderVariable);
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string[] places = [Path.Combine(home, "data", TorchvisionFolder), SystemFolder];
            return string.IsNullOrEmpty(root) ? places : [Path.Combine(root, Name), Path.Combine(root, TorchvisionFolder), .. places];
        }
    }
}
