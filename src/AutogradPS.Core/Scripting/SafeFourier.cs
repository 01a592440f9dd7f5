using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>The functions of torch.fft that TorchSharp has under another name.</summary>
#pragma warning disable IDE1006, CA1724 // PyTorch's names
internal static class SafeFourier
{
    public static Tensor fft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => torch.fft.fft_(input, n, dim, norm);
}
