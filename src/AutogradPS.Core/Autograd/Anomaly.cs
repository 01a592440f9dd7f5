using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>PyTorch's anomaly mode: the backward pass looks for NaN and names the operation that made it.</summary>
public static class Anomaly
{
    /// <summary>Turns the mode on until the result is disposed; null when it is not wanted.</summary>
    public static IDisposable? Detect(bool wanted)
    {
        if (!wanted) return null;
        Native.TorchRuntime.EnsureLoaded();
        return autograd.detect_anomaly();
    }
}
