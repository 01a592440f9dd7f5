using AutogradPS.Autograd;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using AutogradPS.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>
/// Random tensors and settings of the process, in place of TorchSharp's: its native wrappers of these have no catch, or give back an
/// uninitialised pointer after an error. Names and semantics are PyTorch's.
/// </summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class SafeFactories
{
    private static readonly TorchScript Script = new("""
        def randperm(n: int) -> Tensor:
            return torch.randperm(n)
        """);

    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        TensorFactory.WithGrad(UniformTensor.Make(size, dtype ?? get_default_dtype(), device, generator), requires_grad);

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, Generator? generator = null)
    {
        if (generator is not null) throw new AutogradPSException("NotSupported", ErrorKind.NotSupported, "randperm takes no generator here. Seed the global one with Set-TorchSeed.", generator);
        using var made = (Tensor)Script.Invoke("randperm", n);
        return made.to(dtype ?? ScalarType.Int64, device ?? CPU, copy: true);
    }

    // TorchSharp's tells of its search for a library where there is no GPU.
    public static Device device(string type, int? index = null) => Devices.Parse(index is { } number ? $"{type}:{number}" : type);

    public static void set_num_threads(int threads) => torch.set_num_threads(Threads(threads));

    public static void set_num_interop_threads(int threads) => throw new AutogradPSException("NotSupported", ErrorKind.NotSupported,
        $"libtorch takes the number of threads between operators ({Threads(threads)}) only before its first parallel work. [torch]::set_num_threads() sets the threads within operators at any time.", threads);

    public static void set_rng_state(Tensor new_state) => SafeGenerators.set_state(Generator.Default, new_state);

    private static int Threads(int threads) => threads is >= 1 and <= SettingsResolver.MaxThreadCount ? threads
        : throw new AutogradPSException("InvalidThreadCount", ErrorKind.InvalidArgument, $"The number of threads must be between 1 and {SettingsResolver.MaxThreadCount}, not {threads}.", threads);
}
