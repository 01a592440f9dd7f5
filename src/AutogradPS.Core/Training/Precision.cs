using AutogradPS.Autograd;
using AutogradPS.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>In what the networks compute. Weights, losses, the penalty's norms and the optimizers stay float32 always.</summary>
public static class Precision
{
    /// <summary>All in float32.</summary>
    public const string Float32 = "float32";

    /// <summary>Matrix products and convolutions, forwards and backwards, in bfloat16: PyTorch's autocast.</summary>
    public const string BFloat16 = "bfloat16";

    /// <summary>float32 numbers whose products an NVIDIA GPU (since Ampere) computes with 10 bits after the point: PyTorch's allow_tf32.</summary>
    public const string Tf32 = "tf32";

    /// <summary>float32, tf32, bfloat16.</summary>
    public static IReadOnlyList<string> Names { get; } = [Float32, Tf32, BFloat16];

    /// <summary>Throws where a device cannot compute so.</summary>
    /// <exception cref="AutogradPSException">PrecisionNotSupported.</exception>
    internal static void Require(string precision, Device device)
    {
        string? reason = precision switch
        {
            BFloat16 => Autocast.WhyNot(device),
            Tf32 when device.type != DeviceType.CUDA => $"tf32 is a way of NVIDIA GPUs to multiply, and the networks lie on {device}",
            _ => null,
        };
        if (reason is not null)
            throw new AutogradPSException("PrecisionNotSupported", ErrorKind.NotSupported, $"-Precision {precision} is not possible: {reason}. Leave it out, to train in {Float32}.", precision);
    }
}
