using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Functions of <c>torch.nn.init</c> in place of TorchSharp's, where those would end the process.</summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class SafeInitializers
{
    // libtorch divides by the length of a row; Python leaves what is empty as it is.
    public static Tensor orthogonal_(Tensor tensor, double gain = 1) => tensor.numel() == 0 ? tensor : nn.init.orthogonal_(tensor, gain);
}
