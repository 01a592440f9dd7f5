using AutogradPS.Data;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Data;

public sealed class DatasetCatalogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string? before = Environment.GetEnvironmentVariable(DatasetCatalog.FolderVariable);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DatasetCatalog.FolderVariable, before);
        folder.Dispose();
    }

    [Fact]
    public void The_folder_variable_comes_before_the_usual_places()
    {
        Directory.CreateDirectory(folder.File("FashionMnist"));
        File.WriteAllBytes(folder.File("FashionMnist/train-images-idx3-ubyte"), IdxFixture.Images(7, 28, 28));
        Environment.SetEnvironmentVariable(DatasetCatalog.FolderVariable, folder.Path);
        using Dataset set = DatasetCatalog.Open("fashionmnist");
        Assert.Equal(("FashionMnist", 7), (set.Name, set.Count));
    }

    [Fact]
    public void A_path_takes_the_place_of_the_usual_places()
    {
        string path = folder.File("images");
        File.WriteAllBytes(path, IdxFixture.Images(3, 28, 28));
        using Dataset set = DatasetCatalog.Open("Mnist", path);
        Assert.Equal(("Mnist", 3), (set.Name, set.Count));
        Assert.Equal(path, set.Source);
    }

    [Fact]
    public void A_path_for_a_generated_set_is_refused() =>
        Assert.Equal("DatasetPathUnused", Assert.Throws<AutogradPSException>(() => DatasetCatalog.Open("8Gaussians", folder.Path)).ErrorId);

    // Debian's package holds the original files; where it is not installed, the error must name it.
    [Fact]
    public void Fashion_MNIST_is_found_where_Debian_installs_it_or_the_error_names_the_package()
    {
        if (!Directory.Exists("/usr/share/datasets/fashion-mnist"))
        {
            AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetCatalog.Open("FashionMnist"));
            Assert.Equal("DatasetFilesMissing", error.ErrorId);
            Assert.Contains("apt-get install dataset-fashion-mnist", error.Message, StringComparison.Ordinal);
            return;
        }

        using Dataset set = DatasetCatalog.Open("FashionMnist");
        Assert.Equal(60_000, set.Count);
        Assert.Equal([1, 28, 28], set.SampleShape);
        Assert.Equal("test split (10,000 samples)", set.Evaluation);

        // The published mean of the training pixels is 0.2860 of the range.
        using IBatchReader reader = set.Open(new BatchOptions { BatchSize = 60_000 });
        using Tensor all = reader.Next();
        Assert.Equal(0.2860, (all.mean().item<float>() + 1) / 2, 0.0005);
    }
}
