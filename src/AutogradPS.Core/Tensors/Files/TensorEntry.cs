using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>A tensor of a file and its name there; empty in formats without names.</summary>
public sealed record TensorEntry(string Name, Tensor Tensor);
