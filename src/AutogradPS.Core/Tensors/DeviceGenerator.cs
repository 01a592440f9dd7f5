using System.Runtime.InteropServices;
using AutogradPS.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>Random generators of a device, so that random numbers are made where they are needed.</summary>
/// <remarks>
/// TorchSharp's constructor makes a generator of the CPU whatever device it is given (0.107.0, THSGenerator_new), and libtorch refuses that one for the
/// tensors of a GPU. The function that makes them is exported by libtorch_cuda under its name in the Itanium C++ ABI; the one for the CPU is of the same
/// form, and shows at first use whether that form is understood. Where it cannot be reached a generator of the CPU takes its place: random
/// numbers are drawn on the device of their generator, then moved.
/// </remarks>
internal static unsafe class DeviceGenerator
{
    private const string OfCpu = "_ZN2at6detail18createCPUGeneratorEm";        // at::Generator at::detail::createCPUGenerator(uint64_t seed)
    private const string OfCuda = "_ZN2at4cuda6detail19createCUDAGeneratorEa"; // at::Generator at::cuda::detail::createCUDAGenerator(c10::DeviceIndex)

    private static readonly Lazy<nint> CudaMaker = new(FindCudaMaker);

    /// <summary>A generator of a device, or one of the CPU where that device's cannot be made. <see cref="Generator.device"/> tells which.</summary>
    /// <param name="seed">Its seed. On the CPU the low 32 bits count.</param>
    /// <param name="device">The device.</param>
    public static Generator Create(ulong seed, Device device)
    {
        TorchRuntime.EnsureLoaded();
        if (device.type != DeviceType.CUDA || CudaMaker.Value == 0) return new Generator(seed, CPU);
        return Made(CudaMaker.Value, device.index, device).manual_seed(unchecked((long)seed));
    }

    /// <summary>What was drawn on the device of its generator, on the device that it is for; takes it over.</summary>
    public static Tensor Move(Tensor drawn, Device device)
    {
        if (drawn.device_type == device.type) return drawn;
        using Tensor here = drawn;
        return here.to(device);
    }

    /// <summary>A generator that an exported function of libtorch_cpu makes for a seed; null where it cannot be reached. For <see cref="FindCudaMaker"/>, and tests.</summary>
    internal static Generator? OfCpuByExport(ulong seed)
    {
        nint maker = Export("torch_cpu", OfCpu);
        return maker == 0 ? null : Made(maker, unchecked((long)seed), CPU);
    }

    // An at::Generator is one counted pointer. The new one takes the place of that in TorchSharp's object, which goes away with another object. That one's was the default generator's,
    // which lives as long as the process: one reference to it too many does no harm.
    private static Generator Made(nint maker, long argument, Device device)
    {
        nint made = 0;
        ((delegate* unmanaged<nint*, long, nint>)maker)(&made, argument); // returned in memory, as it has a destructor
        Generator generator = new(0, device);
        using Generator other = Generator.Default;
        *(nint*)other.Handle = *(nint*)generator.Handle;
        *(nint*)generator.Handle = made;
        return generator;
    }

    private static nint FindCudaMaker()
    {
        nint maker = Export("torch_cuda", OfCuda);
        if (maker == 0) return 0;
        using Generator? known = OfCpuByExport(7);
        if (known is null) return 0;
        using Generator same = new(7, CPU);
        using Tensor drawn = rand(4, generator: known), expected = rand(4, generator: same);
        return known.initial_seed() == 7 && drawn.data<float>().ToArray().AsSpan().SequenceEqual(expected.data<float>().ToArray()) ? maker : 0;
    }

    private static nint Export(string library, string name) =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
        && NativeLibrary.TryLoad(library, typeof(torch).Assembly, null, out nint handle) && NativeLibrary.TryGetExport(handle, name, out nint address) ? address : 0;
}
