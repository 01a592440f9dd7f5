using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>
/// PyTorch's <c>torch.autocast(device, dtype=torch.bfloat16)</c>, which TorchSharp lacks, as a scope of the calling thread: matrix products and
/// convolutions take their inputs in bfloat16 (8 bits of precision, the exponents of float32), operations that need more are done in float32.
/// </summary>
/// <remarks>By symbols that libtorch_cpu exports under the names of the Itanium C++ ABI; checked at first use by what a product gives.</remarks>
internal sealed unsafe class Autocast : IDisposable
{
    private const sbyte BFloat16 = 15; // c10::ScalarType::BFloat16

    private static readonly Lazy<bool> Found = new(Find);
    private static delegate* unmanaged<sbyte, byte> s_isEnabled;   // at::autocast::is_autocast_enabled(c10::DeviceType)
    private static delegate* unmanaged<sbyte, byte, void> s_enable; // at::autocast::set_autocast_enabled(c10::DeviceType, bool)
    private static delegate* unmanaged<sbyte, sbyte, void> s_setDType; // at::autocast::set_autocast_dtype(c10::DeviceType, at::ScalarType)
    private static delegate* unmanaged<void> s_clearCache; // at::autocast::clear_cache(), of the weights that were cast

    private readonly sbyte device;
    private readonly bool before;

    /// <param name="device">Operations on this kind of device are cast; see <see cref="WhyNot"/> first.</param>
    public Autocast(DeviceType device)
    {
        this.device = (sbyte)device;
        before = s_isEnabled(this.device) != 0;
        s_setDType(this.device, BFloat16);
        s_enable(this.device, 1);
    }

    /// <summary>Why a device cannot compute in bfloat16, or not faster than in float32; null where it can.</summary>
    public static string? WhyNot(Device device)
    {
        if (device.type is not (DeviceType.CPU or DeviceType.CUDA)) return $"{device} has no autocast to bfloat16 here";
        if (device.type == DeviceType.CPU && !ProcessorHasBFloat16()) return "this processor has no instructions for bfloat16 (AVX512_BF16 or AMX-BF16), and would be slower than in float32";
        return Found.Value && CastsProducts(device) ? null : "this platform's libtorch has no autocast that the module can reach";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        s_enable(device, before ? (byte)1 : (byte)0);
        if (!before) s_clearCache();
    }

    private static bool ProcessorHasBFloat16()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7) return false;
        (int leaves, _, _, int extensions) = X86Base.CpuId(7, 0);
        bool amx = (extensions & (1 << 22)) != 0, avx512 = leaves >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
        return amx || avx512;
    }

    private static bool Find()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return false;
        nint library = NativeLibrary.Load("torch_cpu", typeof(TorchSharp.torch).Assembly, null);
        if (!NativeLibrary.TryGetExport(library, "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE", out nint isEnabled)
            || !NativeLibrary.TryGetExport(library, "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", out nint enable)
            || !NativeLibrary.TryGetExport(library, "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE", out nint setDType)
            || !NativeLibrary.TryGetExport(library, "_ZN2at8autocast11clear_cacheEv", out nint clearCache)) return false;
        s_isEnabled = (delegate* unmanaged<sbyte, byte>)isEnabled;
        s_enable = (delegate* unmanaged<sbyte, byte, void>)enable;
        s_setDType = (delegate* unmanaged<sbyte, sbyte, void>)setDType;
        s_clearCache = (delegate* unmanaged<void>)clearCache;
        return true;
    }

    private static bool CastsProducts(Device device)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor matrix = ones([2, 2], float32, device);
        ScalarType inside;
        using (new Autocast(device.type)) inside = matrix.matmul(matrix).dtype;
        return inside == ScalarType.BFloat16 && matrix.matmul(matrix).dtype == ScalarType.Float32;

    }
}
