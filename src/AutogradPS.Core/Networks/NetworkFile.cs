using System.Text.Json;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using AutogradPS.Tensors.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Networks;

/// <summary>
/// Networks as safetensors files: the tensors of PyTorch's <c>state_dict()</c> under its names, which <c>safetensors.torch</c> reads and writes.
/// The layers of a <see cref="Network"/> stand in the metadata, so that it can be made again from the file alone.
/// </summary>
public static class NetworkFile
{
    private const string LayersKey = "autogradps.layers", Extension = ".safetensors";

    /// <summary>Writes the parameters and buffers of a network.</summary>
    /// <exception cref="AutogradPSException">UnknownTensorFormat, TensorMissing, TensorDisposed, or an <see cref="OutputFileException"/>.</exception>
    public static void Write(string path, nn.Module network, bool overwrite)
    {
        CheckName(path);
        Dictionary<string, Tensor> state = network.state_dict();
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        if (network is Network own)
        {
            metadata[LayersKey] = JsonSerializer.Serialize(own.Layers);
            if (own.StateNames.FirstOrDefault(name => !state.ContainsKey(name)) is { } gone)
                throw new AutogradPSException("TensorDisposed", ErrorKind.InvalidOperation, $"The network's '{gone}' has been disposed. Make the network again.", network);
        }
        TensorFile.Write(path, [.. state.Select(e => new TensorEntry(e.Key, e.Value))], overwrite, metadata);
    }

    /// <summary>The network of a file that <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layers">Its layers, where the file is from elsewhere and does not say them.</param>
    /// <param name="device">Where it shall lie; null for the CPU.</param>
    /// <exception cref="AutogradPSException">LayersMissing, InvalidLayer, NetworkFileMismatch, or an error of <see cref="TensorFile.Read"/>.</exception>
    public static Network Read(string path, IReadOnlyList<string>? layers = null, Device? device = null)
    {
        CheckName(path);
        using TensorFileContent content = TensorFile.Read(path);
        layers ??= LayersOf(path, content);
        ScalarType dtype = content.Tensors.Select(t => t.Tensor.dtype).FirstOrDefault(d => d is ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16, ScalarType.Float32);
        Network network = NetworkFactory.Create(layers, seed: 0, dtype: dtype); // a seed, so that the global generator is left alone
        try
        {
            Load(path, content, network);
            if (device is not null && device.type != DeviceType.CPU) network.to(device);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Puts the tensors of a file into a network; nothing is changed where one does not fit.</summary>
    /// <exception cref="AutogradPSException">NetworkFileMismatch, or an error of <see cref="TensorFile.Read"/>.</exception>
    public static void ReadInto(string path, nn.Module network)
    {
        CheckName(path);
        using TensorFileContent content = TensorFile.Read(path);
        Load(path, content, network);
    }

    private static void Load(string path, TensorFileContent content, nn.Module network)
    {
        Dictionary<string, Tensor> own = network.state_dict(), given = content.Tensors.ToDictionary(t => t.Name, t => t.Tensor, StringComparer.Ordinal);
        string[] problems =
        [
            .. own.Keys.Where(name => !given.ContainsKey(name)).Select(name => $"'{name}' is missing in the file"),
            .. given.Keys.Where(name => !own.ContainsKey(name)).Select(name => $"'{name}' is not in the network"),
            .. own.Where(o => given.TryGetValue(o.Key, out Tensor? t) && !t.shape.SequenceEqual(o.Value.shape))
                .Select(o => $"'{o.Key}' has shape {TensorText.Shape(given[o.Key])} in the file and {TensorText.Shape(o.Value)} in the network"),
        ];
        if (problems.Length > 0)
            throw new AutogradPSException("NetworkFileMismatch", ErrorKind.InvalidData,
                $"'{path}' does not fit the network: {string.Join("; ", problems.Take(4))}{(problems.Length > 4 ? $"; and {problems.Length - 4} more" : "")}. Use the layers that it was saved with.", path);
        using var quiet = no_grad();
        foreach ((string name, Tensor tensor) in own) tensor.copy_(given[name]);
    }

    private static string[] LayersOf(string path, TensorFileContent content)
    {
        if (!content.Metadata.TryGetValue(LayersKey, out string? json))
            throw new AutogradPSException("LayersMissing", ErrorKind.InvalidData,
                $"'{path}' has weights, but does not say of which layers. Pass -Layer, or a network of the same layers with -Network.", path);
        try
        {
            return JsonSerializer.Deserialize<string[]>(json) is { } layers && layers.All(l => l is not null) ? layers : throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw TensorFileError.Malformed(path, "safetensors", "its metadata name no layers", error);
        }
    }

    private static void CheckName(string path)
    {
        if (TensorFile.Extension(path) != Extension)
            throw new AutogradPSException("UnknownTensorFormat", ErrorKind.InvalidArgument, $"A network is a {Extension} file, which '{path}' is not. Use that ending.", path);
    }
}
