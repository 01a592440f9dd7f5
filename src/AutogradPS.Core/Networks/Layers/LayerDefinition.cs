using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>A kind of layer: PyTorch's signature of it, and how TorchSharp's module of it is made.</summary>
internal sealed class LayerDefinition
{
    private readonly Func<LayerArguments, nn.Module<Tensor, Tensor>> _build;

    /// <param name="signature">Such as <c>Linear(in_features: size, out_features: size, bias: bool = True)</c>.</param>
    /// <param name="build">Makes the module from bound values.</param>
    public LayerDefinition(string signature, Func<LayerArguments, nn.Module<Tensor, Tensor>> build)
    {
        int open = signature.IndexOf('(', StringComparison.Ordinal);
        Signature = signature;
        Name = signature[..open];
        Parameters = [.. signature[(open + 1)..^1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Parameter)];
        _build = build;
    }

    public string Name { get; }

    public string Signature { get; }

    public IReadOnlyList<LayerParameter> Parameters { get; }

    /// <summary>The module of a layer's text.</summary>
    /// <exception cref="Errors.AutogradPSException">InvalidLayer.</exception>
    public nn.Module<Tensor, Tensor> Build(LayerText text) => _build(LayerArguments.Bind(this, text));

    private static LayerParameter Parameter(string text)
    {
        string[] parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        string[] head = parts[0].Split(':', 2, StringSplitOptions.TrimEntries);
        return new LayerParameter(head[0], head[1], parts.Length > 1 ? parts[1] : null);
    }
}
