namespace AutogradPS.Networks.Layers;

/// <summary>One parameter in a layer's signature.</summary>
/// <param name="Name">PyTorch's name of it.</param>
/// <param name="Kind">size (1 or more), sizes (a tuple of those), pair, padding (a pair that may be 0), int, float, bool or word.</param>
/// <param name="Default">The default as text; null where a value must be given.</param>
internal sealed record LayerParameter(string Name, string Kind, string? Default);
