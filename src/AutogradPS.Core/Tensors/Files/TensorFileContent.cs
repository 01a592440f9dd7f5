namespace AutogradPS.Tensors.Files;

/// <summary>What a tensor file holds.</summary>
/// <param name="Tensors">The tensors in the order of their data; their names are unique.</param>
/// <param name="Metadata">Texts of a safetensors file; empty in other formats.</param>
public sealed record TensorFileContent(IReadOnlyList<TensorEntry> Tensors, IReadOnlyDictionary<string, string> Metadata) : IDisposable
{
    /// <summary>No metadata.</summary>
    public static IReadOnlyDictionary<string, string> NoMetadata { get; } = new Dictionary<string, string>();

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (TensorEntry entry in Tensors) entry.Tensor.Dispose();
    }
}
