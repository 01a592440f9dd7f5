using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>The one conversion of pixel bytes, 0 .. 255, to the numbers networks see.</summary>
internal static class Pixels
{
    /// <summary>byte / 127.5 - 1, on <paramref name="device"/>.</summary>
    public static Tensor ToSigned(Tensor bytes, ScalarType dtype, Device device)
    {
        using Scalar half = 127.5.ToScalar();
        using Scalar one = 1.0.ToScalar();
        return bytes.to(dtype, device).div_(half).sub_(one);
    }
}
