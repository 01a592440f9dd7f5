using AutogradPS.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Modules of <c>torch.nn</c> that TorchSharp makes with other defaults than PyTorch, or leaves as their memory was.</summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class NetworkForms
{
    public static GroupNormalisation GroupNorm(long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null) =>
        new(num_groups, num_channels, eps, affine, device, dtype);

    // TorchSharp's gives back what goes in.
    public static Clamp Hardtanh(double min_val = -1, double max_val = 1) => new(min_val, max_val);

    public static PReLU PReLU(long num_parameters = 1, double init = 0.25, Device? device = null, ScalarType? dtype = null) => nn.PReLU(num_parameters, init, device, dtype);

    public static KLDivLoss KLDivLoss(nn.Reduction reduction = nn.Reduction.Mean, bool log_target = false) => nn.KLDivLoss(log_target, reduction);
}
