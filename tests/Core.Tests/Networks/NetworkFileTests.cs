using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Tensors.Files;
using AutogradPS.Tests.Tensors.Files;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Networks;

public class NetworkFileTests
{
    private static AutogradPSException Fails(Action action) => Assert.Throws<AutogradPSException>(action);

    [Theory]
    [InlineData("mlp", new long[] { 2 }, ScalarType.Float32)]
    [InlineData("dcgan", new long[] { 1, 12, 12 }, ScalarType.Float64)]
    [InlineData("resnet", new long[] { 3, 32, 32 }, ScalarType.Float32)]
    public void ANetworkComesBackWithItsLayersWeightsAndBuffers(string architecture, long[] shape, ScalarType dtype)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("net.safetensors");
        using Network network = NetworkFactory.Create(
            Architectures.GeneratorLayers(architecture, new ArchitectureSettings { SampleShape = shape, HiddenSize = 4, LatentSize = 3 }), seed: 5, dtype: dtype);
        network.call(randn([4, 3], dtype)).Dispose(); // moves the statistics of batch norm
        NetworkFile.Write(path, network, overwrite: false);
        using Network copy = NetworkFile.Read(path);
        Assert.Equal(network.Layers, copy.Layers);
        Dictionary<string, Tensor> own = network.state_dict(), read = copy.state_dict();
        Assert.Equal(own.Keys, read.Keys);
        foreach ((string name, Tensor tensor) in own) TensorFileTests.Same(tensor, read[name]);
    }

    [Fact]
    public void TheNamesAreThoseOfPyTorchsStateDict()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("net.safetensors");
        using Network network = NetworkFactory.Create(["Conv2d 1 2 3", "BatchNorm2d 2", "Flatten", "Linear 2 1"]);
        NetworkFile.Write(path, network, overwrite: false);
        using TensorFileContent content = TensorFile.Read(path);
        // list(torch.nn.Sequential(Conv2d(1, 2, 3), BatchNorm2d(2), Flatten(), Linear(2, 1)).state_dict())
        Assert.Equal(["0.bias", "0.weight", "1.bias", "1.num_batches_tracked", "1.running_mean", "1.running_var", "1.weight", "3.bias", "3.weight"],
            content.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.Equal("pt", content.Metadata["format"]);
    }

    [Fact]
    public void WeightsFromElsewhereNeedLayersOrANetwork()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("python.safetensors");
        TensorFile.Write(path, [new TensorEntry("0.weight", ones(1, 2)), new TensorEntry("0.bias", ones(1))], overwrite: false);
        Assert.Equal("LayersMissing", Fails(() => NetworkFile.Read(path)).ErrorId);
        using Network given = NetworkFile.Read(path, ["Linear 2 1"]);
        Assert.Equal(3f, given.call(ones(1, 2)).item<float>());
        using Network filled = NetworkFactory.Create(["Linear 2 1"]);
        NetworkFile.ReadInto(path, filled);
        Assert.Equal(3f, filled.call(ones(1, 2)).item<float>());
    }

    [Fact]
    public void WeightsThatDoNotFitChangeNothing()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("net.safetensors");
        using Network small = NetworkFactory.Create(["Linear 2 1"]), other = NetworkFactory.Create(["Linear 2 2", "ReLU", "Linear 2 1"], seed: 1);
        NetworkFile.Write(path, small, overwrite: false);
        byte[] before = [.. other.parameters().SelectMany(p => p.bytes.ToArray())];
        AutogradPSException e = Fails(() => NetworkFile.ReadInto(path, other));
        Assert.Equal("NetworkFileMismatch", e.ErrorId);
        Assert.Contains("'2.weight' is missing in the file", e.Message, StringComparison.Ordinal);
        Assert.Contains("'0.weight' has shape [1, 2] in the file and [2, 2] in the network", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, other.parameters().SelectMany(p => p.bytes.ToArray()));
    }

    [Fact]
    public void OtherEndingsAndBrokenLayersAreRefused()
    {
        using var folder = new TemporaryFolder();
        using Network network = NetworkFactory.Create(["Linear 2 1"]);
        Assert.Equal("UnknownTensorFormat", Fails(() => NetworkFile.Write(folder.File("net.npy"), network, false)).ErrorId);
        TensorFile.Write(folder.File("x.safetensors"), [new TensorEntry("a", ones(1))], false, new Dictionary<string, string> { ["autogradps.layers"] = "[1" });
        Assert.Equal("MalformedTensorFile", Fails(() => NetworkFile.Read(folder.File("x.safetensors"))).ErrorId);
        TensorFile.Write(folder.File("y.safetensors"), [new TensorEntry("a", ones(1))], false, new Dictionary<string, string> { ["autogradps.layers"] = "[\"Linaer 1 1\"]" });
        Assert.Equal("InvalidLayer", Fails(() => NetworkFile.Read(folder.File("y.safetensors"))).ErrorId);
    }
}
