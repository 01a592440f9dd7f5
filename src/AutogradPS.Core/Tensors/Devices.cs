using System.Text.RegularExpressions;
using AutogradPS.Errors;
using AutogradPS.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>The devices of this machine by PyTorch's names: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, <c>mps</c>.</summary>
public static partial class Devices
{
    /// <summary>True for a word that names a device, there or not.</summary>
    public static bool IsName(string word) => DeviceName().IsMatch(word);

    /// <summary>The device of a name, checked to be there.</summary>
    /// <exception cref="AutogradPSException">InvalidDevice or DeviceNotAvailable.</exception>
    public static Device Parse(string name)
    {
        Match match = DeviceName().Match(name);
        if (!match.Success)
            throw new AutogradPSException("InvalidDevice", ErrorKind.InvalidArgument, $"'{name}' is not a device. Use cpu, cuda, cuda:<index> or mps.", name);
        TorchRuntime.EnsureLoaded();
        int index = match.Groups[2].Success ? int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) : -1;
        return Check(match.Groups[1].Value.ToLowerInvariant() switch
        {
            "cpu" => index > 0 ? new Device(DeviceType.CPU, index) : CPU,
            "cuda" => new Device(DeviceType.CUDA, Math.Max(index, 0)),
            _ => new Device(DeviceType.MPS, index),
        });
    }

    /// <summary>The device, if it is there.</summary>
    /// <exception cref="AutogradPSException">DeviceNotAvailable.</exception>
    public static Device Check(Device device)
    {
        TorchRuntime.EnsureLoaded();
        int count = device.type switch
        {
            DeviceType.CPU => 1,
            DeviceType.CUDA => cuda.is_available() ? cuda.device_count() : 0,
            DeviceType.MPS => mps_is_available() ? 1 : 0,
            _ => 0,
        };
        if (Math.Max(device.index, 0) < count) return device;
        throw new AutogradPSException("DeviceNotAvailable", ErrorKind.ResourceUnavailable,
            $"There is no device '{device}' here ({(count == 0 ? "none of its type" : $"{count} of its type")}). Get-TorchDevice lists those there are.", device);
    }

    /// <summary>Every device that libtorch can use here; the CPU first.</summary>
    public static IReadOnlyList<TorchDevice> All()
    {
        TorchRuntime.EnsureLoaded();
        var devices = new List<TorchDevice> { new("cpu", "cpu", get_num_threads(), __version__) };
        int count = cuda.is_available() ? cuda.device_count() : 0;
        for (int i = 0; i < count; i++) devices.Add(new($"cuda:{i}", "cuda", null, __version__));
        if (mps_is_available()) devices.Add(new("mps", "mps", null, __version__));
        return devices;
    }

    [GeneratedRegex("^(cpu|cuda|mps)(?::([0-9]{1,3}))?$", RegexOptions.IgnoreCase)]
    private static partial Regex DeviceName();
}
