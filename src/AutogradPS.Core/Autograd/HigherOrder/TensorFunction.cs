using static TorchSharp.torch;

namespace AutogradPS.Autograd.HigherOrder;

/// <summary>A function of tensors, such as a script block.</summary>
/// <param name="inputs">The arguments.</param>
/// <returns>One tensor or several.</returns>
public delegate IReadOnlyList<Tensor> TensorFunction(IReadOnlyList<Tensor> inputs);
