using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Objectives;

/// <summary>The weight clipping of the first WGAN paper: after each critic step every weight and bias is cut to [-c, c].</summary>
public static class WeightClipping
{
    private static readonly TorchScript Kernels = new("""
        def clip(p: List[Tensor], c: float) -> int:
            torch._foreach_clamp_min_(p, -c)
            torch._foreach_clamp_max_(p, c)
            return 0
        """);

    /// <summary>Cuts the parameters in place.</summary>
    public static void Apply(Tensor[] parameters, double bound)
    {
        using var _ = no_grad();
        Kernels.Invoke("clip", parameters, bound);
    }
}
