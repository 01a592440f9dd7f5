using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>A tensor as a safetensors header describes it, checked.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="DType">Its dtype.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Begin">Where its bytes begin, from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record SafetensorsEntry(string Name, ScalarType DType, long[] Shape, long Begin, long End);
