using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Functions of <c>torch.nn.init</c> in place of TorchSharp's, where those would end the process or fill in something else.</summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class SafeInitializers
{
    // libtorch divides by the length of a row; Python leaves what is empty as it is.
    public static Tensor orthogonal_(Tensor tensor, double gain = 1) => tensor.numel() == 0 ? tensor : nn.init.orthogonal_(tensor, gain);

    // By the inverse of the distribution, as PyTorch does; TorchSharp's fills in one number.
    public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        double low = Below((a - mean) / std), high = Below((b - mean) / std);
        Tensor drawn = empty_like(tensor).uniform_((2 * low) - 1, (2 * high) - 1).erfinv().mul(std * Math.Sqrt(2)).add(mean).clamp(a, b);
        tensor.copy_(drawn);
        return tensor;
    }

    // The share of a normal distribution below a number.
    private static double Below(double number)
    {
        using Tensor at = tensor(number / Math.Sqrt(2), dtype: ScalarType.Float64), share = at.erf();
        return (1 + share.item<double>()) / 2;
    }
}
