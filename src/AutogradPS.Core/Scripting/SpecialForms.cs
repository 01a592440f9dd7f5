using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Functions of <c>torch.special</c> that are others in TorchSharp: its erfinv is erf, its erfcx is erfc.</summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class SpecialForms
{
    private static readonly TorchScript Script = new("""
        def erfcx(a: Tensor) -> Tensor:
            return torch.special_erfcx(a)
        """);

    public static Tensor erfinv(Tensor input) => input.erfinv();

    public static Tensor erfcx(Tensor input) => (Tensor)Script.InvokeOn(input, "erfcx", input);
}
